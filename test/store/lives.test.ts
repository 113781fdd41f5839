import { expect, it } from "vitest";
import type { IssueKey } from "../../src/issue-key.ts";
import { describeStores } from "../support/stores.ts";

const now = Date.UTC(2026, 10, 24, 9);

function commit(key: IssueKey, life: string | null | undefined, open = true) {
  return {
    ...{ key, memory: "{}", effects: [], replace: [], watched: [], at: now },
    timeline: [{ at: now - 1, who: "mona", what: "opened it", rule: "P-OPEN-1", facts: "{}" }],
    view: { open, customer: null, summary: "{}", ...(life !== undefined && { life }) },
  };
}

describeStores("what the figures need of an escalation", (under) => {
  it("is as it was last committed, for open ones and those that are over alike", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit("7#1", '{"opened":1}'));
    await escalations.commit(commit("7#1", '{"opened":1,"ends":[]}', false));
    await escalations.commit(commit("7#2", '{"opened":2}'));
    await escalations.commit(commit("7#3", null));

    const lives = await escalations.lives();
    expect(lives.toSorted((one, other) => (one.key < other.key ? -1 : 1))).toEqual([
      { key: "7#1", life: '{"opened":1,"ends":[]}' },
      { key: "7#2", life: '{"opened":2}' },
    ]);
  });

  it("stays where a commit says nothing of it", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit("7#1", '{"opened":1}'));
    await escalations.commit(commit("7#1", undefined));
    await escalations.commit(commit("7#1", null));

    expect(await escalations.lives()).toEqual([{ key: "7#1", life: '{"opened":1}' }]);
  });

  it("goes with an escalation that gets another key, and outlives its timeline", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit("7#1", '{"opened":1}', false));

    await escalations.rename("7#1", "8#1", "{}", []);
    await under.store.sweep({ deliveries: now, timelines: now });

    expect(await escalations.timeline("8#1")).toEqual([]);
    expect(await escalations.lives()).toEqual([{ key: "8#1", life: '{"opened":1}' }]);
    await escalations.commit(commit("8#1", '{"opened":3}'));
    expect(await escalations.lives()).toEqual([{ key: "8#1", life: '{"opened":3}' }]);
  });
});
