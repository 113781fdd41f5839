import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/decide/commands/grammar.ts";
import { codeIn, DOCUMENTS, readDocument } from "./documents.ts";

const { text: reference } = readDocument("docs/reference.md");

describe("the commands in docs/reference.md", () => {
  it("are those of the grammar, with what they do and who may", () => {
    const rows = [...reference.matchAll(/^\| `(\/esc [^`]+)` +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)].map(
      ([, usage, does, who]) => ({
        usage: usage?.replaceAll("\\|", "|"),
        does,
        who,
      }),
    );

    expect(rows).toEqual(COMMANDS.map(({ usage, does, who }) => ({ usage, does, who })));
  });
});

it.each(DOCUMENTS)("%s names commands that exist", (path) => {
  const known = COMMANDS.flatMap(({ usage }) => /^\/esc ([a-z-]+)/.exec(usage)?.[1] ?? []);
  const named = codeIn(readDocument(path)).flatMap((code) =>
    [...code.matchAll(/^\/esc\s+([a-z-]+)/gm)].flatMap(([, name]) => name ?? []),
  );

  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
