import { toString as textOf } from "mdast-util-to-string";
import { expect, it } from "vitest";
import { STAGES, WAYS } from "../commands/ways-to-close.ts";
import { readDocument, sectionOf } from "./documents.ts";

const document = readDocument("docs/closing.md");

/** The rows of the table under a heading, without Markdown. */
function rowsUnder(heading: string): string[][] {
  return sectionOf(document, heading).flatMap((node) =>
    node.type === "tableRow" ? [node.children.map((cell) => textOf(cell, { includeHtml: false }))] : [],
  );
}

const plain = (text: string) => text.replaceAll("`", "");

it("docs/closing.md: way of closing by what is missing, as the test of them has it", () => {
  expect(rowsUnder("Ways of closing")).toEqual([
    ["closed by", ...STAGES.map(({ missing }) => missing)],
    ...WAYS.map((way) => [plain(way.way), ...STAGES.map((stage) => way.outcome(stage))]),
  ]);
});

it("docs/closing.md: what is missing, and the lines to write", () => {
  expect(rowsUnder("What the comment lists").slice(1)).toEqual(
    STAGES.filter(({ asked }) => asked.length > 0).map(({ missing, asked }) => [missing, asked.join("")]),
  );
});
