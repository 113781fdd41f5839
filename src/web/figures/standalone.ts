import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { html } from "htm/preact";
import type { ComponentChild } from "preact";
import { renderToString } from "preact-render-to-string";
import { failedAttempts } from "../../failed-attempts.ts";

/** A document of its own, for as long as there is no frame that pages share. */
export function plainLayout({ title, content }: { title: string; content: ComponentChild }): string {
  return `<!doctype html>${renderToString(html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · Escalations</title>
      <link rel="icon" href="data:," />
    </head>
    <body><main id="main">${content}</main></body>
  </html>`)}`;
}

/** The API token as the password of HTTP Basic; without a token there is no page. Styles are a file, and there is no script. */
export function byPassword({ token, clock }: { token: string | undefined; clock: () => number }): RequestHandler {
  const attempts = failedAttempts();
  return ({ headers, ip }, response, next) => {
    response.set({
      "content-security-policy":
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
    });
    const refuse = (status: number, message: string) => response.status(status).type("text/plain").send(`${message}\n`);
    if (token === undefined) return void refuse(404, "There is no page here: set API_TOKEN to have one.");
    const seconds = attempts.secondsToWait(ip, clock());
    if (seconds > 0) {
      response.set("retry-after", `${seconds}`);
      return void refuse(429, "Too many wrong passwords from there.");
    }
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? "") ?? [];
    const password = encoded && /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, "base64").toString())?.[1];
    if (password !== undefined && timingSafeEqual(digest(password), digest(token))) return next();
    // A browser asks without a password first.
    if (encoded !== undefined) attempts.failed(ip, clock());
    response.set("www-authenticate", 'Basic realm="Escalations", charset="UTF-8"');
    refuse(401, "Give the API token as the password.");
  };
}

/** Equal lengths, so that comparing takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
