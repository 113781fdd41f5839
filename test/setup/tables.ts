import { readFileSync } from "node:fs";

/** Everything in backticks in the first column of the tables under a heading of the second rank. */
export function firstColumnCells(path: string, heading: string): string[] {
  const section = readFileSync(path, "utf8").split(`\n## ${heading}\n`)[1]?.split("\n### ")[0] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? ""));
}
