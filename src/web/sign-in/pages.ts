import helmet from "helmet";
import { documentText, html } from "../pages/html.ts";

const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#5943b6"/><path d="M8 3l5 9H3z" fill="#fff"/></svg>')}`;

/** One of the small pages on the way in. Everything in it is escaped. */
export interface Notice {
  title: string;
  /** Paragraphs. */
  says: readonly string[];
  /** Where the one link leads. */
  link?: { href: string; text: string };
  /** Offers to sign out. */
  signOut?: boolean;
}

export function noticePage({ title, says, link, signOut = false }: Notice): string {
  return documentText(html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>${title} · Escalations</title>
      <link rel="icon" href=${ICON} />
      <link rel="stylesheet" href="/sign-in/page.css" />
    </head>
    <body>
      <main>
        <h1>${title}</h1>
        ${says.map((text) => html`<p>${text}</p>`)}
        ${link && html`<p><a class="button" href=${link.href}>${link.text}</a></p>`}
        ${signOut && html`<form method="post" action="/sign-out"><button class="button">Sign out</button></form>`}
      </main>
    </body>
  </html>`);
}

export const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#f6f5fa, #16151c); color: light-dark(#1f1e24, #ececef); }
main { box-sizing: border-box; width: min(30rem, 100% - 2rem); margin: 1rem; padding: 1.5rem 2rem; border-radius: .75rem;
  background: light-dark(#fff, #24232b); border: 1px solid light-dark(#dcdae6, #3a3944); }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
.button { display: inline-block; padding: .5rem 1.1rem; border: 0; border-radius: .4rem; font: inherit; font-weight: 600;
  text-decoration: none; cursor: pointer; background: #5943b6; color: #fff; }
.button:hover { background: #46349a; }
.button:focus-visible { outline: 3px solid light-dark(#1f1e24, #fff); outline-offset: 2px; }
`;

/**
 * For these pages: no script at all. The referrer is kept to this origin; without any, browsers would not say of a form where
 * it comes from either.
 */
export const HEADERS = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      "default-src": ["'none'"],
      "style-src": ["'self'"],
      "img-src": ["data:"],
      "form-action": ["'self'"],
      "base-uri": ["'none'"],
      "frame-ancestors": ["'none'"],
    },
  },
  referrerPolicy: { policy: "same-origin" },
  xFrameOptions: { action: "deny" },
  // The host's other names are not ours to speak for.
  strictTransportSecurity: { includeSubDomains: false },
});
