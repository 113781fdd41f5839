import { describe, expect, it } from "vitest";
import { commandLines } from "../../src/escalation/command-lines.ts";
import { parseStandup } from "../../src/escalation/standup.ts";
import { adversarial } from "./adversarial.ts";
import { runFuzz } from "./fuzz.ts";
import { costOf, PARSERS } from "./parsers.ts";

/** Far more than any of them needs, and far less than anybody would wait (ms of the processor). */
const HANGS = 1_000;
const TEXTS = adversarial(100_000);

describe.each(Object.entries(PARSERS))("%s of 100 kB made to keep the service busy", (_name, parse) => {
  it("is read without hanging and without an error", () => {
    const slow = TEXTS.map(({ text, name }) => ({ name, ms: costOf(() => parse(text)) })).filter(
      ({ ms }) => ms > HANGS,
    );

    expect(slow).toEqual([]);
  }, 60_000);
});

describe("a comment with more commands than anybody means", () => {
  it("is read to the thirtieth, and the one behind is answered for all that follow", () => {
    const lines = commandLines("/esc help\n".repeat(100_000));

    expect(lines.filter(({ isTooMuch }) => !isTooMuch)).toHaveLength(30);
    expect(lines.filter(({ isTooMuch }) => isTooMuch)).toHaveLength(1);
  });

  it("so is a command behind more text than is read", () => {
    const lines = commandLines(`/esc update ${"line\n".repeat(5_000)}/esc accept`);

    expect(lines.map(({ name, isTooMuch }) => ({ name, isTooMuch }))).toEqual([
      { name: "update", isTooMuch: undefined },
      { name: "accept", isTooMuch: true },
    ]);
    expect(lines[0]?.text.length).toBeGreaterThan(20_000);
  });
});

describe("words that every object of the language has", () => {
  it.each(["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"])("%s is no day of the week", (day) => {
    expect(parseStandup(`${day} 10:30 Europe/Berlin`)).toEqual({ problem: expect.stringContaining("is not a day") });
  });
});

it("random text, a small helping: `npm run fuzz` has a million", () => {
  expect(runFuzz({ cases: 1_500, seed: 1 }).failures).toEqual([]);
}, 60_000);
