import type { RichTag } from "./rich.ts";

/** A piece of HTML inside Markdown. */
export type HtmlToken = { open: RichTag } | { close: RichTag } | { text: string };

/** The few tags that are formatting and can do nothing else. `b` and `i` are what `strong` and `em` look like. */
const FORMATTING: Readonly<Record<string, RichTag>> = {
  ...{ details: "details", summary: "summary", sub: "sub", sup: "sup", code: "code" },
  ...{ b: "strong", strong: "strong", i: "em", em: "em", del: "del", s: "del", br: "br" },
};

/**
 * Reads HTML as GitLab's reader would see it, with all but bare formatting tags left as text: comments are hidden, a tag
 * with attributes or an unknown name is shown as it was typed.
 */
export function htmlTokens(html: string): HtmlToken[] {
  const visible = html.replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  return visible
    .split(/(<\/?[a-z]+ ?\/?>)/i)
    .filter((piece) => piece.trim() !== "")
    .map((piece) => {
      const [, slash, name = ""] = /^<(\/?)([a-z]+) ?\/?>$/i.exec(piece) ?? [];
      const tag = FORMATTING[name.toLowerCase()];
      if (tag === undefined) return { text: piece };
      return slash === "/" ? { close: tag } : { open: tag };
    });
}
