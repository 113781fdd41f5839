import type { ComponentChild, VNode } from "preact";
import { renderToString } from "preact-render-to-string";

/** Markup with values in it, which are escaped: nothing typed on an issue becomes an element or an attribute. */
export { html } from "htm/preact";

export type Html = VNode | VNode[];
export type Child = ComponentChild;

/** A whole document as text. */
export function documentText(page: Html): string {
  return `<!doctype html>${[page]
    .flat()
    .map((node) => renderToString(node))
    .join("")}`;
}
