import { describe, expect, it, type TestContext } from "vitest";
import { issueKey } from "../../src/issue-key.ts";
import { outages } from "../../src/sandbox/slack/index.ts";
import { startWorld, type World, type WorldOptions } from "../support/world.ts";
import { agree, CUSTOMER, expectClosedOnce, INTERNAL, openFor, RESOLVE, seen, watchArchiving } from "./closed.ts";
import { eventually } from "./opened.ts";

const ACME = "Umbrella";

/** A world with little patience and an escalation that Cathy has taken on. */
async function worldWith(
  { onTestFinished }: TestContext,
  options: WorldOptions = {},
): Promise<{ world: World; iid: number }> {
  const world = await startWorld({ timings: { timeoutMs: 1_000, patienceMs: 300, graceMs: 200 }, ...options });
  onTestFinished(() => world.stop());
  await eventually(() => expect(world.logged.map(({ message }) => message)).toContain("full look done"));
  const iid = await openFor(world, ACME);
  await world.settled();
  return { world, iid };
}

async function say(world: World, iid: number, who: string, body: string): Promise<void> {
  world.gitlab.as(who).comment(iid, body);
  await world.settled();
}

/** Lets minutes pass, and everything that waits be tried again. */
async function later(world: World, minutes = 1): Promise<void> {
  world.pass(minutes * 60_000);
  const keys = world.gitlab.state().projects[0]?.issues.map(({ projectId, iid }) => issueKey({ projectId, iid })) ?? [];
  await world.app.store.work.touchAll(keys, Date.now());
  await world.settled();
}

describe.concurrent("Slack is away for a whole close", () => {
  it.for([
    { how: "down", rule: outages.down },
    { how: "silent", rule: outages.silent },
    { how: "losing every answer", rule: { ...outages.forgetful, times: 12 } },
  ])("$how: closed on GitLab, the tracker written; Slack follows in order, once", async ({ rule }, context) => {
    const { world, iid } = await worldWith(context);
    const archived = watchArchiving(world);
    world.slack.faults.add(rule);
    agree(world, iid);
    await world.settled();
    await say(world, iid, "cathy", RESOLVE);
    await eventually(() => {
      const { state, comments, resolutions } = seen(world, iid, ACME);
      expect({ state, resolutions, isSaid: comments.includes("closed") }).toEqual({
        state: "closed",
        resolutions: [3],
        isSaid: true,
      });
    });

    world.slack.faults.clear();
    await eventually(async () => {
      await later(world);
      expectClosedOnce(world, iid, ACME);
    });
    expect(archived.get("esc_umbrella")?.hasResolution).toBe(true);
  });

  it("P-CLOSE-7: and it is reopened meanwhile: both are told in their order, and the channel goes on until the next end", async (context) => {
    const { world, iid } = await worldWith(context);
    agree(world, iid);
    await world.settled();
    world.slack.faults.add(outages.down);
    await say(world, iid, "cathy", RESOLVE);
    await eventually(() => expect(seen(world, iid, ACME).state).toBe("closed"));
    world.gitlab.as("mona").reopen(iid);
    await world.settled();
    await eventually(() => expect(seen(world, iid, ACME).labels).toEqual(["agreement::none", "status::in-progress"]));

    world.slack.faults.clear();
    await eventually(async () => {
      await later(world);
      expect(seen(world, iid, ACME)).toMatchObject({
        status: "in-progress",
        announced: ["Resolved and closed", "Reopened"],
        channels: [{ isArchived: false }],
      });
    });
    expect(seen(world, iid, ACME).channels[0]?.said.slice(-3)).toEqual([
      "Resolved and closed",
      "Please update the customer's sentiment",
      "Reopened",
    ]);

    await say(world, iid, "cathy", CUSTOMER);
    await say(world, iid, "mona", INTERNAL);
    await say(world, iid, "cathy", RESOLVE);
    expect(seen(world, iid, ACME)).toMatchObject({
      state: "closed",
      announced: ["Resolved and closed", "Reopened", "Resolved and closed"],
      channels: [{ isArchived: true }],
    });
  });

  it("P-CLOSE-5: a close that is refused is refused on GitLab all the same, and said in the channel once", async (context) => {
    const { world, iid } = await worldWith(context);
    world.slack.faults.add(outages.down);
    world.gitlab.as("cathy").close(iid);
    await world.settled();
    await eventually(() => expect(seen(world, iid, ACME).comments).toContain("close-refused"));
    expect(seen(world, iid, ACME).state).toBe("opened");

    world.slack.faults.clear();
    await eventually(async () => {
      await later(world);
      expect(seen(world, iid, ACME).channels[0]?.said).toEqual(["Not closed yet"]);
    });
    expect(seen(world, iid, ACME).comments.filter((kind) => kind === "close-refused")).toHaveLength(1);
  });
});

describe.concurrent("GitLab takes the close and no comment", () => {
  it("P-CLOSE-7: whoever reopens it meanwhile is not closed again", async (context) => {
    const { world, iid } = await worldWith(context);
    agree(world, iid);
    await world.settled();
    const { take } = world.gitlab.faults;
    let isAway = true;
    world.gitlab.faults.take = (method, path) =>
      isAway && method === "POST" && path.endsWith("/notes")
        ? { fault: { kind: "status", status: 503 }, afterWrite: false }
        : take(method, path);
    world.gitlab.as("cathy").comment(iid, RESOLVE);
    await eventually(() => expect(seen(world, iid, ACME).state).toBe("closed"));
    world.gitlab.as("mona").reopen(iid);
    isAway = false;
    await eventually(async () => {
      await later(world);
      expect(seen(world, iid, ACME).announced).toContain("Reopened");
    });

    const { stateChanges, labels, announced } = seen(world, iid, ACME);
    expect(stateChanges).toEqual(["escalation-bot closed", "mona reopened"]);
    expect(labels).toEqual(["agreement::none", "status::in-progress"]);
    expect(announced).toEqual(["Resolved and closed", "Reopened"]);
    expect(world.said("escalated_customers").at(-1)?.text).toContain("Reopened by");
  });
});

describe.concurrent("the wiki is away", () => {
  it("the close goes on, the channel is archived without the tracker after a while, and the tracker follows", async (context) => {
    const { world, iid } = await worldWith(context);
    agree(world, iid);
    await world.settled();
    const { take } = world.gitlab.faults;
    let isAway = true;
    world.gitlab.faults.take = (method, path) =>
      isAway && path.includes("/wikis")
        ? { fault: { kind: "status", status: 503 }, afterWrite: false }
        : take(method, path);
    await say(world, iid, "cathy", RESOLVE);
    await later(world, 5);
    expect(seen(world, iid, ACME)).toMatchObject({
      state: "closed",
      announced: ["Resolved and closed"],
      channels: [{ isArchived: false }],
      resolutions: [0],
    });

    await later(world, 11);
    expect(seen(world, iid, ACME).channels).toMatchObject([{ isArchived: true }]);
    isAway = false;
    await eventually(async () => {
      await later(world);
      expectClosedOnce(world, iid, ACME);
    });
  });
});

describe.concurrent("the channel", () => {
  it("is archived once the policy's time has passed, without anybody asking", async (context) => {
    const policy = "{ working_time: { always: true }, closing: { archive_channel_after: PT1H } }";
    const { world, iid } = await worldWith(context, { policy });
    agree(world, iid);
    await world.settled();
    await say(world, iid, "cathy", RESOLVE);
    expect(seen(world, iid, ACME).channels).toMatchObject([{ isArchived: false }]);

    world.pass(61 * 60_000);
    world.app.wake();
    await eventually(() => expectClosedOnce(world, iid, ACME));
  });

  it("archived by hand before keeps nothing from following, and a reopening makes a new one", async (context) => {
    const { world, iid } = await worldWith(context);
    agree(world, iid);
    await world.settled();
    const { channels, users } = world.slack.state();
    const mona = users.find(({ name }) => name === "mona");
    world.slack.as(mona?.id ?? "").archive(channels.find(({ name }) => name === "esc_umbrella")?.id ?? "");
    await say(world, iid, "cathy", RESOLVE);
    expect(seen(world, iid, ACME)).toMatchObject({
      state: "closed",
      announced: ["Resolved and closed"],
      resolutions: [3],
    });
    expect(world.statusNotes(iid)[0]?.body).toContain("the channel is archived");

    world.gitlab.as("mona").reopen(iid);
    await world.settled();
    expect(seen(world, iid, ACME).channels).toMatchObject([{ isArchived: true }, { said: ["Reopened"] }]);
  });
});

describe.concurrent("answers are lost", () => {
  it("of every write of a close: each is found, and none made again", async (context) => {
    const { world, iid } = await worldWith(context);
    agree(world, iid);
    await world.settled();
    const drop = { kind: "drop" } as const;
    for (const [method, path] of [
      ["PUT", /issues\/\d+$/],
      ["POST", /notes$/],
      ["PUT", /wikis\//],
    ] as const)
      world.gitlab.faults.once({ method, path, fault: drop, afterWrite: true });
    for (const method of ["chat.postMessage", "chat.update", "conversations.archive"])
      world.slack.faults.add({ fault: drop, methods: [method], afterCommit: true, times: 2 });
    world.gitlab.requests.reset();

    await say(world, iid, "cathy", RESOLVE);
    await eventually(async () => {
      await later(world);
      expectClosedOnce(world, iid, ACME);
    });
    expect(world.gitlab.requests.matching("PUT", /issues\/\d+$/)).toHaveLength(1);
  });

  it("of the reopening and its comment: one reopening, one comment", async (context) => {
    const { world, iid } = await worldWith(context);
    world.gitlab.faults.once({ method: "PUT", path: /issues\/\d+$/, fault: { kind: "drop" }, afterWrite: true });
    world.gitlab.faults.once({ method: "POST", path: /notes$/, fault: { kind: "drop" }, afterWrite: true });
    world.gitlab.as("sam").close(iid);
    await eventually(async () => {
      await later(world);
      expect(seen(world, iid, ACME).comments).toContain("close-refused");
    });
    await later(world);
    const { stateChanges, comments } = seen(world, iid, ACME);
    expect(stateChanges).toEqual(["sam closed", "escalation-bot reopened"]);
    expect(comments.filter((kind) => kind === "close-refused")).toHaveLength(1);
  });

  it("P-CLOSE-4: of the issue for the root cause analysis: one issue, linked once", async (context) => {
    const { world, iid } = await worldWith(context);
    world.gitlab.faults.once({ method: "POST", path: /issues$/, fault: { kind: "drop" }, afterWrite: true });
    world.gitlab.faults.once({ method: "POST", path: /links$/, fault: { kind: "drop" }, afterWrite: true });
    await say(world, iid, "cathy", "/esc rca requested");
    await eventually(async () => {
      await later(world);
      expect(world.gitlab.issue(iid).links).toHaveLength(1);
    });
    await later(world);
    const issues = world.gitlab.state().projects[0]?.issues ?? [];
    expect(issues.filter(({ title }) => title.startsWith("Root cause analysis"))).toHaveLength(1);
    expect(world.gitlab.issue(iid).links).toHaveLength(1);
    expect(world.statusNotes(iid)[0]?.body).not.toContain("could not");
  });
});
