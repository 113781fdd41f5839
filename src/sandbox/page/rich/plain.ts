import type { Rich, RichElement } from "./rich.ts";

const INLINE = new Set(["a", "br", "code", "em", "strong", "del", "sub", "sup", "task", "mention", "ping"]);

/** Formatted text for a terminal, wrapped at a width in characters. */
export function plain(rich: readonly Rich[], width = 96): string {
  return blocks(rich, width).join("\n");
}

function blocks(rich: readonly Rich[], width: number): string[] {
  const lines: string[] = [];
  let run: Rich[] = [];
  const flush = () => {
    const text = inline(run).trim();
    if (text !== "") lines.push(...wrapped(text, width));
    run = [];
  };
  for (const piece of rich) {
    if (typeof piece === "string" || INLINE.has(piece.tag)) {
      run.push(piece);
      continue;
    }
    flush();
    lines.push(...block(piece, width));
  }
  flush();
  return lines;
}

function block(piece: RichElement, width: number): string[] {
  const { tag, children } = piece;
  switch (tag) {
    case "h1":
    case "h2":
    case "h3":
    case "h4":
    case "h5":
    case "h6":
      return ["", inline(children), ""];
    case "ul":
    case "ol":
      return children.flatMap((item, index) => {
        const bullet = tag === "ol" ? `${index + 1}. ` : "• ";
        return hanging(hasTask(item) ? "" : bullet, blocks(childrenOf(item), width - bullet.length));
      });
    case "blockquote":
      return blocks(children, width - 2).map((line) => `│ ${line}`);
    case "pre":
      return inline(children)
        .split("\n")
        .map((line) => `    ${line}`);
    case "hr":
      return ["─".repeat(width)];
    case "table":
      return table(children, width);
    case "details":
      return hanging("▸ ", blocks(children, width - 2));
    default:
      return blocks(children, width);
  }
}

function inline(rich: readonly Rich[]): string {
  return rich
    .map((piece) => {
      if (typeof piece === "string") return piece;
      const text = inline(piece.children);
      if (piece.tag === "br") return "\n";
      if (piece.tag === "task") return piece.task?.checked ? "[x] " : "[ ] ";
      if (piece.tag === "a" && piece.href !== text) return `${text} (${piece.href})`;
      return text;
    })
    .join("");
}

/** Columns side by side, the last one wrapped. A head without words is left out. */
function table(rows: readonly Rich[], width: number): string[] {
  const cells = rows.map((row) => childrenOf(row).map((cell) => inline(childrenOf(cell))));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .filter((row) => row.some((cell) => cell !== ""))
    .flatMap((row) => {
      const start = row
        .slice(0, -1)
        .map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `)
        .join("");
      return hanging(start, wrapped(row.at(-1) ?? "", Math.max(30, width - start.length)));
    });
}

function hanging(start: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? start : " ".repeat(start.length)) + line);
}

function hasTask(item: Rich): boolean {
  return childrenOf(item).some((piece) => typeof piece === "object" && piece.tag === "task");
}

function childrenOf(piece: Rich): readonly Rich[] {
  return typeof piece === "string" ? [piece] : piece.children;
}

function wrapped(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let rest = line.trimEnd();
    while (rest.length > width) {
      const space = rest.lastIndexOf(" ", width);
      const end = space > 0 ? space : width;
      lines.push(rest.slice(0, end));
      rest = rest.slice(end).trimStart();
    }
    return [...lines, rest];
  });
}
