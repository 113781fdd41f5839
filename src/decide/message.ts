/**
 * What is said in Slack, as data. The chat adapter renders it, escapes every string in it, and makes a mention of every
 * person it can find; so nothing a person typed can mention, link under a false name or break a message.
 */
export type Part =
  | string
  /** Someone by GitLab username; `name` is said where chat does not know them. */
  | { person: string; name: string }
  | { link: string; label: string }
  | { channelId: string; name: string };
export type Text = readonly Part[];

export interface Message {
  heading: string;
  fields?: readonly { label: string; value: Text }[];
  paragraphs?: readonly Text[];
  /** Somebody's own words, shown as a quote under its label. */
  quote?: { label: string; text: string };
  /**
   * Somebody's own words in GitLab's Markdown, shown formatted under their label. `base` is the project's address, which
   * uploads are relative to; without it they are named and not linked.
   */
  markdown?: { label: string; text: string; base?: string };
}

/** Puts `between` between the texts. */
export function joined(texts: readonly Text[], between: string): Text {
  return texts.flatMap((text, index) => (index === 0 ? text : [between, ...text]));
}
