import type { Nodes, Table, TableRow } from "mdast";
import type { Piece } from "./markdown.ts";
import { inline, plain, type Surroundings, withoutFences } from "./markdown-inline.ts";
import { escaped } from "./mrkdwn.ts";

/** A code block of this width is not wrapped on an ordinary screen, in characters. */
const WIDEST = 72;

/**
 * Slack's text has no tables: a narrow one is aligned in a code block, a wide one, or one with links in it, is told row by
 * row, each value under its column's name.
 */
export function tablePieces(table: Table, around: Surroundings): Piece[] {
  const cells = table.children.map((row) => row.children.map(plain));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...cells.map((row) => lengthOf(row[column] ?? ""))),
  );
  const width = widths.reduce((sum, one) => sum + one, 3 * (columns - 1));
  const [head, ...rows] = table.children;
  if (head && rows.length > 0 && (width > WIDEST || leadsSomewhere(table))) return told(head, rows, around);
  const lines = cells.map((row) => aligned(row, widths));
  const text = [...lines.slice(0, 1), widths.map((one) => "-".repeat(one)).join("-+-"), ...lines.slice(1)].join("\n");
  return [{ text: withoutFences(escaped(text)), code: true }];
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, column) => `${row[column] ?? ""}${" ".repeat(width - lengthOf(row[column] ?? ""))}`)
    .join(" | ")
    .trimEnd();
}

function told(head: TableRow, rows: readonly TableRow[], around: Surroundings): Piece[] {
  const names = head.children.map((cell) => oneLine(inline(cell.children, around, "*")));
  return rows.flatMap((row) => {
    const lines = row.children.map((cell, column) => {
      const value = oneLine(inline(cell.children, around));
      const name = names[column] ?? "";
      return name === "" || value === "" ? value : `*${name}:* ${value}`;
    });
    const text = lines.filter((line) => line !== "").join("\n");
    return text === "" ? [] : [{ text }];
  });
}

function leadsSomewhere(node: Nodes): boolean {
  if (/^(?:link|image)/.test(node.type)) return true;
  return "children" in node && node.children.some(leadsSomewhere);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function lengthOf(text: string): number {
  return [...text].length;
}
