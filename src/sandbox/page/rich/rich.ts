/**
 * Formatted text as plain data: what somebody wrote in Markdown or in Slack's markup, read on the server and built as
 * elements in the browser. Nothing of it is ever parsed as HTML, so nothing typed can become a script.
 */
export type Rich = string | RichElement;

export interface RichElement {
  tag: RichTag;
  children: Rich[];
  /** Of an `a`: a web or mail address. */
  href?: string;
  /** Of a `task`. */
  task?: Task;
  /** Of a `ping`, a `mention` and the like: whom it tells. */
  title?: string;
}

/** A check box, and the line of the source it stands in (from 1), by which it can be ticked. */
export interface Task {
  checked: boolean;
  line: number;
  source: string;
}

export const RICH_TAGS = [
  ...(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr"] as const),
  ...(["table", "tr", "th", "td", "details", "summary"] as const),
  ...(["a", "br", "code", "em", "strong", "del", "sub", "sup"] as const),
  /** A check box of a list. */
  "task",
  /** A person or channel by name. */
  "mention",
  /** What tells a whole channel or project. */
  "ping",
  /** A Slack message's fields, and one of them. */
  "fields",
  "field",
  /** A Slack message's small print. */
  "context",
] as const;
export type RichTag = (typeof RICH_TAGS)[number];

export function element(
  tag: RichTag,
  children: Rich[] = [],
  more: Omit<RichElement, "tag" | "children"> = {},
): RichElement {
  return { tag, children, ...more };
}

/** A link where the address is one of the web or of mail; else what it was called, with the address as text. */
export function link(href: string, children: Rich[]): Rich[] {
  if (/^(?:https?:\/\/|mailto:)/i.test(href)) return [element("a", children.length > 0 ? children : [href], { href })];
  return [...children, ` (${href})`];
}
