import { printable } from "../escalation/printable.ts";

/**
 * What people typed, made safe to stand in a comment of the service. GitLab runs quick actions in comments with the
 * rights of whoever posts them, notifies whoever is mentioned, and renders HTML: a customer's words must do none of it.
 */

/** One line that shows exactly what was typed, for a table cell or a list item. Never alone at the start of a line. */
export function inline(typed: string): string {
  return printable(typed)
    .replace(/[\\`*_{}[\]<>#|~&$^:!%]/g, "\\$&")
    .replace(/www(?=\.)/gi, "$&\\")
    .replace(/^[-+=]|^(\d{1,9})(?=[.)])/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replaceAll("@", `@${ZERO_WIDTH_SPACE}`);
}

/** Safe Markdown of our own without its marks, for chat, which would show them as they are. */
export function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\\(.)/g, "$1");
}

/** A mention that notifies. Only for usernames that GitLab itself gave us: those cannot break out. */
export function mention(username: string): string {
  return `@${username}`;
}

/** An address to stand between `<` and `>` or in a link, or nothing where it is no web address. */
export function webAddress(typed: string | undefined): string | undefined {
  if (typed === undefined || !URL.canParse(typed)) return undefined;
  const url = new URL(typed);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  return url.href.replace(/[<>|()"'\s]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Between @ and a name, so that GitLab's eyes see no mention and a reader's see no difference. */
const ZERO_WIDTH_SPACE = "\u200B";
