import { expect, it } from "vitest";
import { issueKey } from "../../src/issue-key.ts";
import type { NewEffect } from "../../src/store/store.ts";
import { describeStores } from "../support/stores.ts";

const now = Date.UTC(2026, 10, 24, 9);
const minute = 60_000;
const limits = { dueBefore: now - 5 * minute, attempts: 3, waitingSince: now - 15 * minute, most: 2 };
const key = (iid: number) => issueKey({ projectId: 7, iid });
const effect = (name: string): NewEffect => ({ key: name, lane: "slack", stream: name, action: "{}" });

describeStores("what is overdue", (under) => {
  it("is work that was due long ago, held or not, or that keeps failing; longest overdue first, so many at most", async () => {
    const { work } = under.store;
    await work.touch(key(1), now + 60 * minute);
    await work.touch(key(2), now - 6 * minute);
    expect((await under.store.overdue(limits)).work).toEqual([
      { key: key(2), dueAt: now - 6 * minute, attempts: 0, error: null },
    ]);

    const claim = await work.claim("w", now, minute);
    expect(claim?.key).toBe(key(2));
    expect((await under.store.overdue(limits)).work.map((row) => row.key)).toEqual([key(2)]);
    if (claim) await work.finish(claim, undefined);
    expect((await under.store.overdue(limits)).work).toEqual([]);

    await work.touch(key(3), now - 60 * minute);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const failing = await work.claim("w", now + attempt * minute, minute);
      if (failing) await work.fail(failing, now + attempt * minute, "GitLab is away");
    }
    for (const iid of [4, 5]) await work.touch(key(iid), now - (60 + iid) * minute);
    expect((await under.store.overdue(limits)).work.map((row) => row.key)).toEqual([key(5), key(4)]);
    expect((await under.store.overdue({ ...limits, most: 9 })).work).toContainEqual({
      ...{ key: key(3), dueAt: now + 3 * minute, attempts: 3, error: "GitLab is away" },
    });
  });

  it("is an effect that has waited since its first attempt, or was never begun; not one done or given up", async () => {
    const { escalations } = under.store;
    const at = now - 20 * minute;
    const names = ["begun", "never-begun", "done", "given-up"];
    await escalations.commit({
      ...{ key: key(1), memory: "{}", view: { open: true, customer: null, summary: "{}" } },
      ...{ effects: names.map(effect), replace: [], timeline: [], watched: [], at },
    });
    await escalations.begin(key(1), ["begun", "done", "given-up"], "w", at + minute, minute);
    await escalations.settle(key(1), [
      { key: "begun", state: "pending", retryAt: now, error: "Slack is away" },
      { key: "done", state: "done", result: "{}" },
      { key: "given-up", state: "given-up", error: "no scope" },
    ]);

    expect((await under.store.overdue({ ...limits, most: 9 })).effects).toEqual([
      { key: key(1), effect: "never-begun", since: at, error: null },
      { key: key(1), effect: "begun", since: at + minute, error: "Slack is away" },
    ]);
    expect((await under.store.overdue({ ...limits, waitingSince: at - 1 })).effects).toEqual([]);
  });
});
