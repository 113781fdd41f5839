/** Puts words on lines: the hand of the narrator. */
export interface Pen {
  chapter(title: string): void;
  say(text: string): void;
  /** Somebody else's words, set in. */
  quote(text: string): void;
  /** Names and values in two columns. */
  facts(pairs: readonly (readonly [string, string])[]): void;
}

const INDENT = "    ";

export function createPen(write: (line: string) => void): Pen {
  const say = (text: string) => {
    for (const line of text.split("\n")) write(`  ${line}`.trimEnd());
  };
  return {
    say,
    chapter(title) {
      write("");
      write(title);
      write("─".repeat(title.length));
    },
    quote(text) {
      for (const line of text.split("\n")) say(`${INDENT}${line}`);
    },
    facts(pairs) {
      const longest = Math.max(...pairs.map(([name]) => name.length));
      for (const [name, value] of pairs) say(`${name.padEnd(longest)}  ${value}`);
    },
  };
}
