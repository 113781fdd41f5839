import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/decide/commands/grammar.ts";
import { readDocument } from "./documents.ts";

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
