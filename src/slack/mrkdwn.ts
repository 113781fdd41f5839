/** Slack's limits (docs.slack.dev, chat.update and Block Kit): what can be posted must be editable later. */
export const LONGEST_TEXT = 4000;
export const LONGEST_SECTION = 3000;
export const LONGEST_FIELD = 2000;
export const LONGEST_HEADING = 150;
export const MOST_BLOCKS = 50;

/** What somebody typed, as Slack text: no mention, no link under a false name. & goes first (docs.slack.dev, formatting). */
export function escaped(typed: string): string {
  return typed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The reverse, for text that Slack gives back. */
export function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A link under our own label. Only web addresses; anything else is shown as text. */
export function linkTo(address: string, label: string): string {
  if (!/^https?:\/\//i.test(address)) return escaped(label);
  const url = address.replace(/[<>|`\s\p{Cc}]/gu, (character) => encodeURIComponent(character));
  const shown = label.trim() === "" ? address : label;
  return `<${escaped(url)}|${escaped(shown).replaceAll("|", "¦").replace(/\s+/g, " ")}>`;
}

/** Cuts finished Slack text without splitting an entity, a mention, a link or a character. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${wholeStart(text, longest - 1)}…`;
}

/** The start of finished Slack text, so long at most, that ends in no torn entity, mention, link or character. */
export function wholeStart(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text
    .slice(0, longest)
    .replace(/&[a-z]{0,3}$/, "")
    .replace(/<[^>]*$/, "");
  return withoutHalfCharacter(kept);
}

/** Cuts text in which `<` and `&` mean nothing. */
export function cutPlain(text: string, longest: number): string {
  return text.length <= longest ? text : `${withoutHalfCharacter(text.slice(0, longest - 1))}…`;
}

function withoutHalfCharacter(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}
