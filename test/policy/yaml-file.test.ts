import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readYaml } from "../../src/policy/yaml-file.ts";
import { problemsIn } from "./problems-in.ts";

const Anything = z.record(z.string(), z.unknown());

describe("a YAML file that cannot be read", () => {
  it.each([
    ["a: 1\nb: 2\na: 3\n", "3:1: a stands here a second time; keep one of the two"],
    ["a:\n\tb: 1\n", "2:1: a tab indents this line; YAML takes only spaces"],
    ["a: 1\n---\nb: 2\n", "2:1: a second document starts here (---); a file holds one"],
    ["a: b: c\n", "1:4: a colon too many, or a wrong indent; put text that has a colon and a space in quotes"],
    [
      "customers:\n  - csm: @cathy\n",
      "2:10: @ cannot start a value; leave it out (a username stands without @) or put the value in quotes",
    ],
    ["a: *b\n", "1:4: *b repeats what is marked with &b, and nothing above is; put text that starts with * in quotes"],
    ["- a\n- b\n", '1:1: must be a mapping (key: value), not ["a","b"]'],
    ["just text", '1:1: must be a mapping (key: value), not "just text"'],
  ])("%j is told in words", (text, problem) => {
    expect(problemsIn(Anything, text)).toEqual([`file.yml:${problem}`]);
  });

  it("an unclosed quote or bracket is told with its place", () => {
    expect(problemsIn(Anything, 'a: "b\n')).toEqual([
      expect.stringMatching(/^file\.yml:\d+:\d+: not readable as YAML: /),
    ]);
    expect(problemsIn(Anything, "a: [1\nb: 2\n")[0]).toMatch(/^file\.yml:2:1: not readable as YAML: /);
  });

  it("a key twice does not hide what else is wrong", () => {
    const problems = problemsIn(z.strictObject({ a: z.string() }), "a: x\na: 5\nb: 1\n");

    expect(problems).toEqual([
      "file.yml:1:1: a: must be text, not 5; put it in quotes",
      "file.yml:2:1: a stands here a second time; keep one of the two",
      expect.stringContaining("file.yml:3:1: b: is not known here"),
    ]);
  });
});

describe("a YAML file", () => {
  it("may be empty, or hold only comments", () => {
    expect(readYaml("file.yml", "", Anything)).toEqual({});
    expect(readYaml("file.yml", "# nothing yet\n---\n", Anything)).toEqual({});
  });

  it("may come with a byte order mark and Windows line ends", () => {
    expect(readYaml("file.yml", "\uFEFFa: 1\r\nb: 2\r\n", Anything)).toEqual({ a: 1, b: 2 });
  });

  it("may repeat a marked part, and a mistake in it is told where it stands", () => {
    const Pair = z.strictObject({ a: z.strictObject({ n: z.number() }), b: z.strictObject({ n: z.number() }) });

    expect(readYaml("file.yml", "a: &x { n: 1 }\nb: *x\n", Pair)).toEqual({ a: { n: 1 }, b: { n: 1 } });
    expect(problemsIn(Pair, "a: &x { n: one }\nb: *x\n")).toEqual([
      'file.yml:1:9: a.n: must be a number, not "one"',
      'file.yml:1:9: b.n: must be a number, not "one"',
    ]);
  });
});
