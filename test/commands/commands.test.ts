import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function opened(severity = "High"): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: "Acme Corp: pipelines stand still",
    description: await filledIn({ severity: [severity] }),
  });
  await world.settled();
  return iid;
}

async function say(iid: number, username: string, body: string, options?: { internal?: boolean }) {
  const { noteId } = world.gitlab.as(username).comment(iid, body, options);
  await world.settled();
  const { notes } = world.gitlab.issue(iid);
  return {
    noteId,
    reactions: notes.find(({ id }) => id === noteId)?.reactions.map(({ name }) => name),
    replies: notes.filter(({ body: text }) => text.includes(`key=reply/${noteId} `)),
  };
}

describe("commands change what a person could change by hand (chapter 2 and 3)", () => {
  it("P-SEV-2: a member changes the severity, and is answered with a reaction alone", async () => {
    const iid = await opened();

    const { reactions, replies } = await say(
      iid,
      "adam",
      "Bad news.\n\n/esc severity critical the go-live is on Monday",
    );

    expect(reactions).toEqual(["white_check_mark"]);
    expect(replies).toEqual([]);
    const { labels } = world.gitlab.issue(iid);
    expect(labels).toContain("severity::critical");
    expect(labels).not.toContain("severity::high");
    expect(world.statusNotes(iid)).toHaveLength(1);
    expect(world.statusNotes(iid)[0]?.body).toContain("**critical**");
  });

  it("P-DRI-7: `/esc dri` does the same as assigning", async () => {
    const iid = await opened();

    await say(iid, "mona", "/esc dri @sam knows the customer");

    expect(world.gitlab.issue(iid).assignees).toEqual(["sam"]);
  });

  it("P-DRI-11, P-STAT-1: the DRI takes it on, and it is in progress", async () => {
    const iid = await opened();

    const { reactions } = await say(iid, "cathy", "/esc accept");

    expect(reactions).toEqual(["white_check_mark"]);
    const { labels } = world.gitlab.issue(iid);
    expect(labels).toContain("status::in-progress");
    expect(labels).not.toContain("status::opened");
  });

  it("P-SEV-2: the author of a held escalation answers with a command, whatever their role", async () => {
    const { iid } = world.gitlab.as("gus").openIssue({ title: "Acme is unhappy", description: await filledIn({}) });
    await world.settled();
    expect(world.gitlab.issue(iid).labels).toContain("needs severity");

    await say(iid, "gus", "/esc severity low");

    expect(world.gitlab.issue(iid).labels).toContain("severity::low");
    expect(world.gitlab.issue(iid).labels).not.toContain("needs severity");
  });
});

describe("every command is answered (P-SEE-2)", () => {
  it.each([
    ["/esc severety critical", "Did you mean `/esc severity critical|high|medium|low [reason]`?"],
    ["/esc severity urgent", "none of the words it knows"],
    ["/esc dri cathy", "needs a person's GitLab username with an @"],
    ["/esc dri @nobody", "not a member of the project"],
    ["/esc accept", "nly the DRI can take it on"],
    ["/esc", "no such command"],
    ["/esc standup Mon 10:30 Nowhere", "Write it like this"],
  ])(
    "%s is refused with a reaction and one reply that says how to do it right",
    async (command, says) => {
      const iid = await opened("Low");

      const { reactions, replies } = await say(iid, "sam", command);

      expect(reactions).toEqual(["x"]);
      expect(replies).toHaveLength(1);
      expect(replies[0]?.body).toContain(says);
      expect(replies[0]?.body).toMatch(/^@sam: /);
    },
    15_000,
  );

  it("P-ROLE-4: a guest is refused politely, with one reply", async () => {
    const iid = await opened("Low");
    world.gitlab.as("mona").setConfidential(iid, true);
    world.gitlab.as("mona").assign(iid, "gus");
    await world.settled();

    const { reactions, replies } = await say(iid, "gus", "/esc severity critical");

    expect(reactions).toEqual(["x"]);
    expect(replies[0]?.body).toContain("planner role");
    expect(world.gitlab.issue(iid).labels).toContain("severity::low");
  });

  it("of several commands the rest still run when one is refused, and both reactions stand", async () => {
    const iid = await opened("Low");

    const { reactions } = await say(iid, "mona", "/esc dri @nobody\n/esc severity medium\n/esc involve cro");

    expect(reactions?.sort()).toEqual(["white_check_mark", "x"]);
    expect(world.gitlab.issue(iid).labels).toContain("severity::medium");
    expect(world.statusNotes(iid)[0]?.body).toContain("@carl");
  });

  it("internal notes are answered internally", async () => {
    const iid = await opened("Low");

    const { replies } = await say(iid, "mona", "/esc help", { internal: true });

    expect(replies[0]?.internal).toBe(true);
    expect(replies[0]?.body).toContain("/esc severity");
  });
});

describe("a comment is read once, when it is first seen", () => {
  it("editing it later runs nothing, nor does a full look or a restart", async () => {
    const iid = await opened("Low");
    const { noteId } = await say(iid, "mona", "/esc severity medium");

    for (let edit = 0; edit < 10; edit += 1) {
      world.gitlab.as("mona").editComment(iid, noteId ?? 0, `/esc severity critical ${edit}`);
    }
    await world.settled();
    await world.restart();
    await world.app.sync();
    await world.settled();

    expect(world.gitlab.issue(iid).labels).toContain("severity::medium");
  });

  it("one whose webhook was lost is answered by the next full look", async () => {
    const iid = await opened("Low");
    world.gitlab.deliveries.hold();
    const { noteId } = world.gitlab.as("mona").comment(iid, "/esc severity high");

    await world.app.sync();
    await world.settled();
    world.gitlab.deliveries.release([]);

    expect(world.gitlab.issue(iid).labels).toContain("severity::high");
    expect(world.gitlab.issue(iid).notes.find(({ id }) => id === noteId)?.reactions).toHaveLength(1);
  });

  it.each([
    "```\n/esc severity critical\n```",
    "    /esc severity critical",
    "> /esc severity critical",
    "<!--\n/esc severity critical\n-->",
    "Write `/esc severity critical` to raise it.",
    "`\n/esc severity critical\n`",
    "see /esc severity critical",
  ])("%j is text", async (body) => {
    const iid = await opened("Low");

    const { reactions } = await say(iid, "mona", body);

    expect(reactions).toEqual([]);
    expect(world.gitlab.issue(iid).labels).toContain("severity::low");
  });
});
