import { describe, expect, it } from "vitest";
import type { IssueKey } from "../../src/issue-key.ts";
import type { Commit, Effect, NewEffect, Store } from "../../src/store/store.ts";
import { describeStores } from "../support/stores.ts";

const now = Date.UTC(2026, 10, 24, 9);
const minute = 60_000;
const key: IssueKey = "7#42";

const effect = (name: string, action = `{"do":"${name}"}`): NewEffect => ({
  key: name,
  lane: "slack",
  stream: "channel",
  action,
});
const commit = (more: Partial<Commit> = {}): Commit => ({
  key,
  memory: "{}",
  view: { open: true, customer: null, summary: "{}" },
  effects: [],
  replace: [],
  timeline: [],
  watched: [],
  at: now,
  ...more,
});
const entry = (what: string, at = now) => ({ at, who: "mona", what, rule: "P-DRI-3", facts: "{}" });

async function states(store: Store): Promise<Record<string, Effect["state"]>> {
  const remembered = await store.escalations.load(key);
  return Object.fromEntries(remembered?.effects.map((one) => [one.key, one.state]) ?? []);
}

async function one(store: Store, name: string): Promise<Effect | undefined> {
  return (await store.escalations.load(key))?.effects.find((candidate) => candidate.key === name);
}

describeStores("escalations", (under) => {
  describe("a commit", () => {
    it("is remembered whole", async () => {
      const { escalations } = under.store;
      expect(await escalations.knows(key)).toBe(false);
      expect(await escalations.load(key)).toBeUndefined();

      await escalations.commit(
        commit({
          memory: '{"round":1}',
          view: { open: true, customer: "ōtautahi", summary: '{"customer":"Ōtautahi 🚒"}' },
          effects: [effect("create-channel"), effect("invite")],
          timeline: [entry("was made DRI"), entry("opened the escalation", now - 1)],
        }),
      );

      expect(await escalations.knows(key)).toBe(true);
      const pending = {
        ...{ state: "pending", attempts: 0, dueAt: now },
        ...{ firstTriedAt: undefined, result: undefined, error: undefined },
      };
      expect(await escalations.load(key)).toEqual({
        memory: '{"round":1}',
        summary: '{"customer":"Ōtautahi 🚒"}',
        effects: [
          { ...effect("create-channel"), ...pending },
          { ...effect("invite"), ...pending },
        ],
      });
      expect(await escalations.timeline(key)).toEqual([entry("opened the escalation", now - 1), entry("was made DRI")]);
      expect(await escalations.list({})).toEqual([{ key, open: true, summary: '{"customer":"Ōtautahi 🚒"}' }]);
    });

    it("comes on top of earlier ones, in order", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("z")], timeline: [entry("one"), entry("two")] }));
      await escalations.commit(
        commit({ memory: "2", effects: [effect("z"), effect("a")], timeline: [entry("three")] }),
      );

      const remembered = await escalations.load(key);

      expect(remembered?.memory).toBe("2");
      expect(remembered?.effects.map((each) => each.key)).toEqual(["z", "a"]);
      expect((await escalations.timeline(key)).map(({ what }) => what)).toEqual(["one", "two", "three"]);
    });

    it("is written all or not at all", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ memory: "before" }));
      const broken = Object.assign(entry("broken"), { rule: null });

      const failing = escalations.commit(commit({ memory: "after", effects: [effect("a")], timeline: [broken] }));

      await expect(failing).rejects.toThrow();
      expect(await escalations.load(key)).toMatchObject({ memory: "before", effects: [] });
      expect(await escalations.timeline(key)).toEqual([]);
    });

    it("leaves an effect alone whose key is known, whatever its action", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("declare", "1"), effect("declare", "2")] }));
      await escalations.begin(key, ["declare"], "w", now, minute);
      await escalations.settle(key, [{ key: "declare", state: "done", result: '{"ts":"1.2"}' }]);

      await escalations.commit(commit({ effects: [effect("declare", "3")] }));

      expect(await one(under.store, "declare")).toMatchObject({ action: "1", state: "done", result: '{"ts":"1.2"}' });
    });

    it("of the same escalation by several at once loses nothing", async () => {
      const stores = [under.store, under.sharable ? await under.another() : under.store];
      const names = Array.from({ length: 20 }, (_, n) => `effect-${n}`);

      await Promise.all(
        names.map((name, n) =>
          stores[n % 2]?.escalations.commit(commit({ effects: [effect(name)], timeline: [entry(name)] })),
        ),
      );

      expect(Object.keys(await states(under.store)).toSorted()).toEqual(names.toSorted());
      expect(await under.store.escalations.timeline(key)).toHaveLength(20);
    });
  });

  describe("a replacing effect", () => {
    it("is added where its key is new", async () => {
      await under.store.escalations.commit(commit({ replace: [effect("note", "1"), effect("note", "2")] }));

      expect(await one(under.store, "note")).toMatchObject({ action: "2", state: "pending" });
    });

    it("whose action is the same changes nothing", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ replace: [effect("note", "1")] }));
      await escalations.begin(key, ["note"], "w", now, minute);
      await escalations.settle(key, [{ key: "note", state: "done", result: "77" }]);

      await escalations.commit(commit({ replace: [effect("note", "1")] }));

      expect(await one(under.store, "note")).toMatchObject({ state: "done", result: "77" });
    });

    it.each([
      ["done", { key: "note", state: "done", result: "77" }],
      ["given up", { key: "note", state: "given-up", error: "403" }],
      ["waiting", { key: "note", state: "pending", retryAt: now + minute, error: "503" }],
    ] as const)("with another action makes a %s one pending anew, behind the others", async (_, outcome) => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("note", "1"), effect("post")] }));
      await escalations.begin(key, ["note"], "w", now, minute);
      await escalations.settle(key, [outcome]);

      await escalations.commit(commit({ replace: [effect("note", "2")], at: now + 5 }));

      const fresh = { action: "2", state: "pending", attempts: 0, dueAt: now + 5 };
      expect(await one(under.store, "note")).toMatchObject({ ...fresh, firstTriedAt: undefined, error: undefined });
      expect(Object.keys(await states(under.store))).toEqual(["post", "note"]);
    });

    it("keeps the last receipt readable until there is a new one", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("note", "1")] }));
      await escalations.begin(key, ["note"], "w", now, minute);
      await escalations.settle(key, [{ key: "note", state: "done", result: "77" }]);

      await escalations.commit(commit({ replace: [effect("note", "2")] }));

      expect(await one(under.store, "note")).toMatchObject({ state: "pending", result: "77" });
    });

    it("leaves alone one that runs, or of which nobody knows what came of it", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("note", "1"), effect("post", "1")] }));
      await escalations.begin(key, ["note", "post"], "w", now, minute);
      await escalations.settle(key, [{ key: "post", state: "unknown", retryAt: now, error: "timed out" }]);

      await escalations.commit(commit({ replace: [effect("note", "2"), effect("post", "2")] }));

      expect(await one(under.store, "note")).toMatchObject({ action: "1", state: "running" });
      expect(await one(under.store, "post")).toMatchObject({ action: "1", state: "unknown" });
    });
  });

  describe("beginning effects", () => {
    it("takes those that are owed, in the order of commit, and nobody else gets them meanwhile", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("b"), effect("a"), effect("c")] }));

      const begun = await escalations.begin(key, ["a", "b", "nonsense"], "w", now, minute);

      expect(begun).toMatchObject([
        { key: "b", state: "pending", firstTriedAt: now },
        { key: "a", state: "pending", firstTriedAt: now },
      ]);
      expect(await states(under.store)).toEqual({ b: "running", a: "running", c: "pending" });
      expect(await escalations.begin(key, ["a", "b"], "other", now + 1, minute)).toEqual([]);
      expect(await escalations.begin(key, [], "other", now + 1, minute)).toEqual([]);
    });

    it("gives each to one of many who ask at once", async () => {
      const stores = [under.store, under.sharable ? await under.another() : under.store];
      const names = ["a", "b", "c", "d"];
      await under.store.escalations.commit(commit({ effects: names.map((name) => effect(name)) }));

      const begun = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          stores[n % 2]?.escalations.begin(key, n % 3 ? names : names.toReversed(), `w${n}`, now, minute),
        ),
      );

      expect(begun.flatMap((effects) => effects?.map((each) => each.key) ?? [])).toEqual(names);
    });

    it("takes none that is done, given up or not yet due", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("done"), effect("given-up"), effect("later")] }));
      const names = ["done", "given-up", "later"];
      await escalations.begin(key, names, "w", now, minute);
      await escalations.settle(key, [
        { key: "done", state: "done", result: "1" },
        { key: "given-up", state: "given-up", error: "403" },
        { key: "later", state: "pending", retryAt: now + 10, error: "rate limited" },
      ]);

      expect(await escalations.begin(key, names, "w", now + 9, minute)).toEqual([]);
      expect(await escalations.begin(key, names, "w", now + 10, minute)).toMatchObject([
        { key: "later", state: "pending", attempts: 1, firstTriedAt: now, error: "rate limited" },
      ]);
    });

    it("says of one with unknown outcome that it must be looked up, and since when", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("post")] }));
      await escalations.begin(key, ["post"], "w", now, minute);
      await escalations.settle(key, [{ key: "post", state: "unknown", retryAt: now + 10, error: "timed out" }]);

      expect(await escalations.begin(key, ["post"], "w", now + 10, minute)).toMatchObject([
        { key: "post", state: "unknown", attempts: 1, firstTriedAt: now },
      ]);
    });

    it("takes over from one whose lease ran out, unless he renewed it", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit({ effects: [effect("kept"), effect("lost")] }));
      await escalations.begin(key, ["kept", "lost"], "w", now, minute);
      await escalations.renewEffects(key, ["kept"], "w", now + 1000, minute);
      await escalations.renewEffects(key, ["lost"], "somebody else", now + 1000, minute);

      const begun = await escalations.begin(key, ["kept", "lost"], "other", now + minute, minute);

      expect(begun).toMatchObject([{ key: "lost", state: "running", firstTriedAt: now }]);
    });
  });

  it("what is done stays done, even if he who lost it says later that he does not know", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit({ effects: [effect("post")] }));
    await escalations.begin(key, ["post"], "w", now, minute);
    await escalations.settle(key, [{ key: "post", state: "done", result: "1" }]);

    await escalations.settle(key, [{ key: "post", state: "unknown", retryAt: now, error: "timed out" }]);

    expect(await one(under.store, "post")).toMatchObject({ state: "done", result: "1", error: undefined });
  });

  it("lists open escalations, closed ones, or all", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit({ key: "7#1" }));
    await escalations.commit(commit({ key: "7#2", view: { open: false, customer: null, summary: "{}" } }));
    const keys = async (filter: { open?: boolean }) => (await escalations.list(filter)).map((row) => row.key);

    expect(await keys({ open: true })).toEqual(["7#1"]);
    expect(await keys({ open: false })).toEqual(["7#2"]);
    expect(await keys({})).toEqual(["7#1", "7#2"]);
  });

  it("shows over all escalations what waits, is unknown or was given up", async () => {
    const { escalations } = under.store;
    const names = ["done", "given-up", "unknown", "running", "waiting"];
    await escalations.commit(commit({ effects: names.map((name) => effect(name)) }));
    await escalations.commit(commit({ key: "7#43", effects: [effect("waiting")] }));
    await escalations.begin(key, names.slice(0, 4), "w", now, minute);
    await escalations.settle(key, [
      { key: "done", state: "done", result: "1" },
      { key: "given-up", state: "given-up", error: "403" },
      { key: "unknown", state: "unknown", retryAt: now, error: "timed out" },
    ]);

    const troubled = await escalations.troubled();

    expect(troubled.map((row) => `${row.key} ${row.effect.key} ${row.effect.error ?? ""}`)).toEqual([
      "7#42 given-up 403",
      "7#42 unknown timed out",
      "7#42 waiting ",
      "7#43 waiting ",
    ]);
  });

  it("lose the old lines of their timelines once they are closed, and no others", async () => {
    const { escalations } = under.store;
    const old = Array.from({ length: 450 }, (_, index) => entry(`old ${index}`, now - 10 * minute));
    await escalations.commit(commit({ timeline: [...old, entry("new")] }));
    await escalations.commit(commit({ key: "7#43", timeline: [entry("old", now - 10 * minute)] }));
    await escalations.commit(commit({ view: { open: false, customer: null, summary: "{}" } }));

    await under.store.sweep({ deliveries: 0, timelines: now - minute });

    expect((await escalations.timeline(key)).map(({ what }) => what)).toEqual(["new"]);
    expect((await escalations.timeline("7#43")).map(({ what }) => what)).toEqual(["old"]);
  });

  describe("an issue that became another", () => {
    const other: IssueKey = "8#3";

    it("takes its escalation along, whole, without what is to be forgotten", async () => {
      const { escalations } = under.store;
      await escalations.commit(
        commit({
          effects: [effect("invite"), effect("status-note")],
          timeline: [entry("was opened")],
          watched: ["9#9"],
        }),
      );

      await escalations.rename(key, other, '{"moved":true}', ["status-note"]);

      expect(await escalations.knows(key)).toBe(false);
      const there = await escalations.load(other);
      expect(there?.memory).toBe('{"moved":true}');
      expect(there?.effects.map((one) => one.key)).toEqual(["invite"]);
      expect((await escalations.timeline(other)).map(({ what }) => what)).toEqual(["was opened"]);
      expect(await escalations.watching("9#9")).toEqual([other]);
    });

    it("leaves one alone that is known there already", async () => {
      const { escalations } = under.store;
      await escalations.commit(commit());
      await escalations.commit(commit({ key: other, memory: '{"its":"own"}' }));

      await escalations.rename(key, other, '{"moved":true}', []);

      expect((await escalations.load(other))?.memory).toBe('{"its":"own"}');
      expect(await escalations.knows(key)).toBe(true);
    });
  });
});

describeStores("escalations of one customer", (under) => {
  const view = (customer: string | null, summary = "{}", open = true) => ({ open, customer, summary });

  it("are those that are open, in the order they were taken on, each as it now is", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit({ key: "7#9", view: view("acme", "ninth"), at: now + 1 }));
    await escalations.commit(commit({ key: "7#10", view: view("acme", "tenth"), at: now + 2 }));
    await escalations.commit(commit({ key: "7#8", view: view("acme", "eighth"), at: now + 3 }));
    await escalations.commit(commit({ key: "7#11", view: view("globex") }));
    await escalations.commit(commit({ key: "7#12", view: view(null) }));
    await escalations.commit(commit({ key: "7#9", view: view("acme", "ninth, changed"), at: now + 9 }));
    await escalations.commit(commit({ key: "7#10", view: view("acme", "closed", false), at: now + 9 }));

    expect(await escalations.ofCustomer("acme")).toEqual([
      { key: "7#9", summary: "ninth, changed" },
      { key: "7#8", summary: "eighth" },
    ]);
    expect(await escalations.ofCustomer("umbrella")).toEqual([]);
  });

  it("follow the customer when somebody corrects it, and the issue when it is opened again", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit({ view: view("acme", "{}", false) }));
    await escalations.commit(commit({ view: view("globex") }));

    expect(await escalations.ofCustomer("acme")).toEqual([]);
    expect(await escalations.ofCustomer("globex")).toEqual([{ key, summary: "{}" }]);
  });
});

describeStores("watched issues", (under) => {
  it("lead to the open escalations that watch them, each once", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit({ key: "7#1", watched: ["9#5", "9#5", "9#6"] }));
    await escalations.commit(commit({ key: "7#2", watched: ["9#5"] }));
    await escalations.commit(
      commit({ key: "7#3", watched: ["9#5"], view: { open: false, customer: null, summary: "{}" } }),
    );

    expect(await escalations.watching("9#5")).toEqual(["7#1", "7#2"]);
    expect(await escalations.watching("9#6")).toEqual(["7#1"]);
    expect(await escalations.watching("7#1")).toEqual([]);
  });

  it("are those of the last commit", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit({ watched: ["9#1", "9#2"] }));
    await escalations.commit(commit({ watched: ["9#2", "9#3"] }));
    const all = () => Promise.all((["9#1", "9#2", "9#3"] as const).map((watched) => escalations.watching(watched)));

    expect(await all()).toEqual([[], [key], [key]]);
    await escalations.commit(commit({ watched: [] }));
    expect(await all()).toEqual([[], [], []]);
  });

  it("are kept across a restart", async () => {
    await under.store.escalations.commit(commit({ watched: ["9#1"] }));

    expect(await (await under.reopen()).escalations.watching("9#1")).toEqual([key]);
  });
});

describeStores("trying again what was given up", (under) => {
  const later = now + minute;

  async function givenUp(issue: IssueKey, ...names: string[]): Promise<void> {
    const { escalations } = under.store;
    await escalations.commit(commit({ key: issue, effects: names.map((name) => effect(name)) }));
    await escalations.begin(issue, names, "w", now, minute);
    await escalations.settle(
      issue,
      names.map((name) => ({ key: name, state: "given-up", error: "missing_scope" })),
    );
  }

  it("makes it due now, to be looked up first, with all its attempts before it and its reason kept", async () => {
    await givenUp(key, "channel/1");

    expect(await under.store.escalations.retryGivenUp(later, "edit/")).toEqual([key]);

    expect(await one(under.store, "channel/1")).toMatchObject({
      ...{ state: "unknown", attempts: 0, dueAt: later, firstTriedAt: now, error: "missing_scope" },
    });
    expect(await under.store.escalations.begin(key, ["channel/1"], "w", later, minute)).toMatchObject([
      { state: "unknown", firstTriedAt: now },
    ]);
  });

  it("is over all escalations, each named once, and leaves out keys that start as was said, to the letter", async () => {
    await givenUp(key, "channel/1", "Edit/1", "edi");
    await givenUp("7#43", "edit/1");
    await givenUp("7#44", "edit/1", "topic");

    expect(await under.store.escalations.retryGivenUp(later, "edit/")).toEqual([key, "7#44"]);

    expect(await states(under.store)).toEqual({ "channel/1": "unknown", "Edit/1": "unknown", edi: "unknown" });
    const left = (await under.store.escalations.troubled()).filter((row) => row.effect.state === "given-up");
    expect(left.map((row) => `${row.key} ${row.effect.key}`)).toEqual(["7#43 edit/1", "7#44 edit/1"]);
  });

  it("touches nothing else: what is done, runs or waits stays as it is", async () => {
    const { escalations } = under.store;
    await escalations.commit(commit({ effects: [effect("done"), effect("running"), effect("waiting")] }));
    await escalations.begin(key, ["done", "running"], "w", now, minute);
    await escalations.settle(key, [{ key: "done", state: "done", result: "1" }]);

    expect(await escalations.retryGivenUp(later, "edit/")).toEqual([]);
    expect(await states(under.store)).toEqual({ done: "done", running: "running", waiting: "pending" });
  });

  it("by several at once happens once", async () => {
    const stores = [under.store, under.sharable ? await under.another() : under.store];
    for (const issue of ["7#1", "7#2", "7#3"] as const) await givenUp(issue, "a", "b");

    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => stores[n % 2]?.escalations.retryGivenUp(later, "edit/") ?? []),
    );

    expect(answers.flat().toSorted()).toEqual(["7#1", "7#2", "7#3"]);
  });
});

describeStores("kept facts", (under) => {
  it("are kept under their name, the last value counting", async () => {
    const { facts } = under.store;
    expect(await facts.get("slack/bot")).toBeUndefined();
    await facts.set("slack/bot", '"U1"', now);
    await facts.set("slack/bot", '"U2"', now + 1);

    expect(await (await under.reopen()).facts.get("slack/bot")).toBe('"U2"');
  });

  it("are found by how their name starts, to the letter", async () => {
    const { facts } = under.store;
    for (const name of ["user_é/mona", "user_é/cathy", "User_é/other", "userXé/other", "user_"])
      await facts.set(name, "1", now);

    expect((await facts.startingWith("user_é/")).map(({ name }) => name)).toEqual(["user_é/cathy", "user_é/mona"]);
  });

  describe("what pages read", () => {
    it("is one line, and all of a customer's, open and past, taken on last first", async () => {
      const { escalations } = under.store;
      const one = (iid: number, open: boolean, customer: string, at: number) =>
        escalations.commit(commit({ key: `7#${iid}`, view: { open, customer, summary: `{"iid":${iid}}` }, at }));
      await one(1, false, "acme corp", now);
      await one(2, true, "acme corp", now + minute);
      await one(3, true, "globex", now);
      await one(1, false, "acme corp", now + 2 * minute);

      expect(await escalations.line("7#1")).toEqual({
        ...{ key: "7#1", open: false, summary: '{"iid":1}', changedAt: now + 2 * minute },
      });
      expect(await escalations.line("7#9")).toBeUndefined();
      expect((await escalations.everyOf("acme corp")).map(({ key: of, open }) => [of, open])).toEqual([
        ["7#2", true],
        ["7#1", false],
      ]);
    });

    it("is when anything changed last", async () => {
      const { escalations } = under.store;
      expect(await escalations.changedAt()).toBeUndefined();

      await escalations.commit(commit({ at: now }));
      await escalations.commit(commit({ key: "7#43", at: now + minute }));

      expect(await escalations.changedAt()).toBe(now + minute);
    });
  });
});
