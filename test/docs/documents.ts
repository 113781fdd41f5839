import { globSync, readFileSync } from "node:fs";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";

/** A Markdown file of the project; paths are from the project's folder. */
export interface Document {
  path: string;
  text: string;
  nodes: readonly Nodes[];
}

/** Everything written for people. */
export const DOCUMENTS: readonly string[] = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  ...globSync("docs/**/*.md").sort(),
];

export function readDocument(path: string): Document {
  const text = readFileSync(path, "utf8");
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return { path, text, nodes: withDescendants(root) };
}

/** Code, in a block or in a line. */
export function codeIn({ nodes }: Document): string[] {
  return nodes.flatMap((node) => (node.type === "code" || node.type === "inlineCode" ? [node.value] : []));
}

export function blocksIn({ nodes }: Document, language: string): string[] {
  return nodes.flatMap((node) => (node.type === "code" && node.lang === language ? [node.value] : []));
}

export function linksIn({ nodes }: Document): string[] {
  return nodes.flatMap((node) => (node.type === "link" || node.type === "image" ? [node.url] : []));
}

/** The code in the first column of the tables under a heading. */
export function firstColumn(document: Document, heading: string): string[] {
  return sectionOf(document, heading).flatMap((node) =>
    node.type === "tableRow"
      ? withDescendants(node.children[0]).flatMap((cell) => (cell.type === "inlineCode" ? [cell.value] : []))
      : [],
  );
}

/** What stands under a heading, down to the next one of its rank or higher. */
export function sectionOf({ path, nodes }: Document, heading: string): readonly Nodes[] {
  const start = nodes.findIndex((node) => node.type === "heading" && textOf(node) === heading);
  const from = nodes[start];
  if (from?.type !== "heading") throw new Error(`${path} has no heading "${heading}"`);
  const rest = nodes.slice(start + 1);
  const end = rest.findIndex((node) => node.type === "heading" && node.depth <= from.depth);
  return end === -1 ? rest : rest.slice(0, end);
}

/** The names that links reach headings by, as GitLab makes them. */
export function anchorsIn({ nodes }: Document): string[] {
  return nodes.flatMap((node) =>
    node.type === "heading"
      ? [
          textOf(node)
            .toLowerCase()
            .replace(/[^\p{L}\p{N} _-]/gu, "")
            .replaceAll(" ", "-"),
        ]
      : [],
  );
}

function withDescendants(node: Nodes | undefined): Nodes[] {
  if (!node) return [];
  return [node, ...("children" in node ? node.children.flatMap(withDescendants) : [])];
}
