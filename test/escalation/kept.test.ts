import { describe, expect, it } from "vitest";
import { keptMemory } from "../../src/escalation/kept.ts";
import { newMemory } from "../../src/escalation/memory.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");

function withWaiting(texts: readonly string[]) {
  const entries = texts.map((text, index) => ({ id: `internal-update/${index}`, at: NOON, heading: "Update", text }));
  return { ...newMemory(NOON), tracker: { title: "Escalations/42", entries, behindSince: null } };
}

describe("what a status note keeps (decision 0010)", () => {
  it("has what the tracker's log still lacks", () => {
    const memory = withWaiting(["One.", "Two."]);

    expect(keptMemory(memory).tracker).toEqual(memory.tracker);
  });

  it("stays a comment that GitLab takes, however much waits for a wiki that is away: the newest is kept", () => {
    const memory = withWaiting(Array.from({ length: 100 }, () => "x".repeat(8_000)));

    const kept = keptMemory(memory);

    expect(kept.tracker?.entries.map(({ id }) => id)).toEqual(memory.tracker.entries.slice(-12).map(({ id }) => id));
    expect(JSON.stringify(kept).length).toBeLessThan(110_000);
  });
});
