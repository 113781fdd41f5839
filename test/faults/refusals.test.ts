import { describe, expect, it, type TestContext } from "vitest";
import { issueKey } from "../../src/issue-key.ts";
import { ANNOUNCEMENTS } from "../../src/sandbox/company.ts";
import { faults as gitlabFaults } from "../../src/sandbox/gitlab/faults.ts";
import { startWorld, type World } from "../support/world.ts";
import { eventually, expectOpenedOnce, openFor } from "./opened.ts";

async function worldOf({ onTestFinished }: TestContext): Promise<World> {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  await eventually(() => expect(world.logged.map(({ message }) => message)).toContain("full look done"));
  await world.settled();
  return world;
}

function channelNames(world: World): string[] {
  const { channels } = world.slack.state();
  return channels.map(({ name }) => name).filter((name) => name.startsWith("esc_"));
}

function statusNote(world: World, iid: number): string {
  return world.statusNotes(iid)[0]?.body ?? "";
}

/** Moves the clock, and lets everything that waits be tried again. */
async function later(world: World, ms: number): Promise<void> {
  world.pass(ms);
  const [project] = world.gitlab.state().projects;
  const keys = project?.issues.map(({ projectId, iid }) => issueKey({ projectId, iid })) ?? [];
  await world.app.store.work.touchAll(keys, Date.now());
  await world.settled();
}

describe.concurrent("who was asked to wait waits as long as he was asked to", () => {
  it("GitLab: no call at all is made before Retry-After has passed", async (context) => {
    const world = await worldOf(context);
    world.gitlab.faults.once({ method: "PUT", path: /issues/, fault: gitlabFaults.tooManyRequests(40) });
    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(world.logged.some(({ level }) => level === "warn")).toBe(true));
    await world.settled();
    world.gitlab.requests.reset();

    await later(world, 35_000);
    expect(world.gitlab.requests.all()).toEqual([]);
    await later(world, 45_000);

    expectOpenedOnce(world, iid, "Umbrella");
  });

  it("Slack: the method is left alone until then, the others are not", async (context) => {
    const world = await worldOf(context);
    const fault = { kind: "ratelimited", retryAfter: 40 } as const;
    world.slack.faults.add({ fault, methods: ["chat.postMessage"], times: 1 });
    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(world.slack.requests.count("conversations.setTopic")).toBe(1));
    await world.settled();
    const before = world.slack.requests.count("chat.postMessage");

    await later(world, 35_000);
    expect(world.slack.requests.count("chat.postMessage")).toBe(before);
    await later(world, 45_000);

    expectOpenedOnce(world, iid, "Umbrella");
  });
});

describe.concurrent("a name that cannot be had gives way to the next (P-OPEN-2)", () => {
  it.for([
    { held: "an open channel", channel: {} },
    { held: "an archived channel", channel: { archived: true } },
    { held: "a private channel", channel: { isPrivate: true } },
  ])("held by $held", async ({ channel }, context) => {
    const world = await worldOf(context);
    world.slack.addChannel({ name: "esc_umbrella", ...channel });
    world.slack.addChannel({ name: "esc_umbrella_2", ...channel });

    const iid = await openFor(world, "Umbrella");
    await world.settled();

    expect(statusNote(world, iid)).toContain("[#esc_umbrella_3](");
    expect(channelNames(world)).toEqual(["esc_umbrella", "esc_umbrella_2", "esc_umbrella_3"]);
  });

  it("two openings for one customer at once get a channel each, even where Slack would give both the same name", async (context) => {
    const world = await worldOf(context);
    world.slack.raceNames(5_000);

    const iids = [await openFor(world, "Umbrella"), await openFor(world, "Umbrella")];
    await world.settled();

    const names = iids.map((iid) => /\[#(esc_[^\]]*)\]/.exec(statusNote(world, iid))?.[1]);
    // P-OPEN-6: by the reason, where each knew of the other in time.
    expect(new Set(names).size).toBe(2);
    expect(channelNames(world).toSorted()).toEqual(names.toSorted());
    for (const name of channelNames(world)) {
      expect(name).toMatch(/^esc_umbrella(?:_pipelines-stand-still)?(?:_2)?$/);
      expect(world.said(name)).toHaveLength(1);
    }
  });

  it("two openings for one customer whose channels' answers are lost do not take each other's", async (context) => {
    const world = await worldOf(context);
    world.slack.faults.add({
      fault: { kind: "drop" },
      methods: ["conversations.create"],
      afterCommit: true,
      times: 3,
    });

    const iids = [await openFor(world, "Umbrella"), await openFor(world, "Umbrella")];
    await eventually(async () => {
      await later(world, 60_000);
      const names = iids.map((iid) => /\[#(esc_[^\]]*)\]/.exec(statusNote(world, iid))?.[1]);
      expect(new Set(names).size).toBe(2);
      expect(names).not.toContain(undefined);
    });

    expect(channelNames(world)).toHaveLength(2);
    for (const name of channelNames(world)) expect(world.said(name)).toHaveLength(1);
  });

  it.for(["invalid_name_specials", "invalid_name_maxlength", "invalid_name"])(
    "Slack refuses the name with %s: the issue's number names the channel",
    async (error, context) => {
      const world = await worldOf(context);
      world.slack.faults.add({ fault: { kind: "error", error }, methods: ["conversations.create"], times: 1 });

      const iid = await openFor(world, "Umbrella");
      await world.settled();

      expect(channelNames(world)).toEqual([`esc_${iid}`]);
    },
  );
});

describe.concurrent("what Slack refuses for good is given up, shown in the status note, and stops nothing else", () => {
  it.for([
    { method: "conversations.create", fault: { error: "restricted_action" }, said: "administrator of Slack" },
    {
      method: "conversations.create",
      fault: { error: "missing_scope", details: { needed: "channels:manage" } },
      said: "channels:manage",
    },
    { method: "conversations.setTopic", fault: { error: "is_archived" }, said: "the channel is archived" },
    {
      method: "bookmarks.add",
      fault: { error: "missing_scope", details: { needed: "bookmarks:write" } },
      said: "bookmarks:write",
    },
    { method: "pins.add", fault: { error: "restricted_action" }, said: "administrator of Slack" },
    {
      method: "conversations.invite",
      fault: { error: "missing_scope", details: { needed: "channels:manage" } },
      said: "channels:manage",
    },
  ])("$method: $fault.error", async ({ method, fault, said }, context) => {
    const world = await worldOf(context);
    world.slack.faults.add({ fault: { kind: "error", ...fault }, methods: [method] });

    const iid = await openFor(world, "Umbrella");
    await world.settled();

    expect(world.gitlab.issue(iid).assignees).toEqual(["cathy"]);
    expect(world.said(ANNOUNCEMENTS)).toHaveLength(1);
    const attention = /#### Needs attention\n([^#]*)/.exec(statusNote(world, iid))?.[1] ?? "";
    expect(attention.replaceAll("\\", "")).toContain(said);
    if (method !== "conversations.create") expect(world.said("esc_umbrella")).toHaveLength(1);
  });

  it("nobody can be looked up: the messages are posted all the same, with names", async (context) => {
    const world = await worldOf(context);
    world.slack.faults.add({
      fault: { kind: "error", error: "enterprise_is_restricted" },
      methods: ["users.lookupByEmail"],
    });

    const iid = await openFor(world, "Umbrella");
    await world.settled();

    expect(world.said("esc_umbrella")[0]?.text).toContain("DRI: Cathy Summers");
    expect(statusNote(world, iid)).toMatch(/Cathy Summers was not found/);
  });

  it("one who cannot be invited does not keep the others out", async (context) => {
    const world = await worldOf(context);
    world.slack.faults.add({
      fault: { kind: "error", error: "user_is_restricted" },
      methods: ["conversations.invite"],
      times: 2,
    });

    const iid = await openFor(world, "Umbrella");
    await world.settled();

    const channel = world.slack.state().channels.find(({ name }) => name === "esc_umbrella");
    expect(channel?.members).toHaveLength(6);
    expect(statusNote(world, iid).replaceAll("\\", "")).toContain("user_is_restricted");
  });
});

describe.concurrent("a token that is revoked for a while", () => {
  it("on Slack: everything arrives afterwards, once", async (context) => {
    const world = await worldOf(context);
    const restore = world.slack.faults.add({ fault: { kind: "error", error: "token_revoked" } });
    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(statusNote(world, iid)).not.toBe(""));
    await world.settled();
    expect(channelNames(world)).toEqual([]);

    restore();
    await later(world, 20_000);

    expectOpenedOnce(world, iid, "Umbrella");
  });

  it("on GitLab: deliveries are kept, and everything arrives afterwards", async (context) => {
    const world = await worldOf(context);
    world.gitlab.revokeToken(world.gitlabToken);
    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(world.logged.map(({ message }) => message)).toContain("issue has to wait"));

    world.gitlab.addToken("escalation-bot", world.gitlabToken);
    await later(world, 20_000);

    expectOpenedOnce(world, iid, "Umbrella");
  });
});
