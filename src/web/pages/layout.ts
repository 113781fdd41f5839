import { type Child, documentText, html } from "./html.ts";
import type { Viewer } from "./viewer.ts";

const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#5943b6"/><path d="M8 3l5 9H3z" fill="#fff"/></svg>')}`;

/** What the head of every page leads to, in this order. */
const PAGES: readonly { href: string; name: string }[] = [
  { href: "/", name: "Overview" },
  { href: "/figures", name: "Figures" },
];

export interface Page {
  title: string;
  /** The address of the page among `PAGES` that this one is, or belongs to. */
  at?: string;
  viewer: Viewer;
  /** What the store last said of changes: the page's script asks anew once that is another. Left out: nothing is live. */
  version?: string;
  /** One line that is read out when it changes. */
  summary?: string;
  content: Child;
}

/** A page in the frame that all share. */
export function layout({ title, at, viewer, version, summary, content }: Page): string {
  const who = viewer.name ?? viewer.username;
  return documentText(html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · Escalations</title>
      <link rel="icon" href=${ICON} />
      <link rel="stylesheet" href="/assets/frame.css" />
      <link rel="stylesheet" href="/assets/content.css" />
      ${version !== undefined && html`<script type="module" src="/assets/live.js"></script>`}
    </head>
    <body>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <nav aria-label="Pages">
          <ul>${PAGES.map(
            ({ href, name }) =>
              html`<li><a href=${href} aria-current=${href === at ? "page" : undefined}>${name}</a></li>`,
          )}</ul>
        </nav>
        ${version !== undefined && html`<p id="live" role="status"></p>`}
        ${who !== undefined && html`<p class="who">${who}</p>`}
        ${
          viewer.signOutUrl !== undefined &&
          html`<form method="post" action=${viewer.signOutUrl}><button>Sign out</button></form>`
        }
      </header>
      <main id="main" tabindex="-1" data-version=${version} data-summary=${summary}>${content}</main>
    </body>
  </html>`);
}

/** For what is not there, and for what the viewer may not see: nobody can tell them apart. */
export function notFoundPage(viewer: Viewer, what: string): string {
  return layout({
    title: "Not found",
    viewer,
    content: html`<h1>Not found</h1><p>${what} <a href="/">To the overview</a></p>`,
  });
}
