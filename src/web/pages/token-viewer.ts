import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler, Response } from "express";
import { failedAttempts } from "../../failed-attempts.ts";
import { setViewer, type Viewer } from "./viewer.ts";

const CHALLENGE = 'Basic realm="Escalations: your GitLab username, and the API token as password", charset="UTF-8"';

/**
 * Lets in who knows the API token, as the password of HTTP Basic; without a token there are no pages. The username is
 * anybody's word for it, so it selects what is "mine" and opens nothing. A password that people share does not say who is
 * looking, so restricted customers stay out (P-OPEN-7).
 */
export function tokenViewer({ token, clock }: { token: string | undefined; clock: () => number }): RequestHandler {
  const attempts = failedAttempts();
  return (request, response, next) => {
    if (token === undefined) return refuse(response, 404, "There is no overview here: set API_TOKEN to have one.");
    const seconds = attempts.secondsToWait(request.ip, clock());
    if (seconds > 0) {
      response.set("retry-after", `${seconds}`);
      return refuse(response, 429, "Too many wrong passwords from there.");
    }
    const given = credentials(request.headers.authorization);
    if (!given || !timingSafeEqual(digest(given.password), digest(token))) {
      // A browser asks without a password first.
      if (given) attempts.failed(request.ip, clock());
      response.set("www-authenticate", CHALLENGE);
      return refuse(response, 401, "Give the API token as the password, and your GitLab username.");
    }
    setViewer(request, viewerCalled(given.username));
    next();
  };
}

function viewerCalled(username: string): Viewer {
  return {
    ...(/^[\w.-]{1,255}$/.test(username) && { username }),
    sees: ({ restricted }) => !restricted,
    remark: "Restricted customers are not shown here: a shared password does not say who is looking.",
  };
}

function credentials(header = ""): { username: string; password: string } | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const [, username = "", password = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  return { username, password };
}

/** Equal lengths, so that comparing takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function refuse(response: Response, status: number, message: string): void {
  response.status(status).type("text/plain").send(`${message}\n`);
}
