import { afterEach, describe, expect, it } from "vitest";
import { readLabelFiles } from "../../src/policy/label-files.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

const HERE = "customer-success/escalations";
const THERE = "customer-success/second-level";

let world: World;
afterEach(() => world.stop());

async function opened(): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: "Acme Corp: pipelines stand still",
    description: await filledIn({ severity: ["High"], asks: "- An engineer" }),
  });
  await world.settled();
  world.gitlab.as("cathy").comment(iid, "/esc accept");
  await world.settled();
  return iid;
}

/** Another project, with the same people, labels and webhook. */
async function otherProject(): Promise<number> {
  const { id } = world.gitlab.addProject({ path: THERE, name: "Second level" });
  for (const member of world.gitlab.state().projects[0]?.members ?? [])
    world.gitlab.addMember(id, member.username, member.accessLevel >= 40 ? "maintainer" : "developer");
  for (const label of await readLabelFiles("labels")) world.gitlab.addLabel(id, label);
  world.gitlab.addHook(id, {
    url: `${world.app.url}/webhooks/gitlab`,
    token: world.webhookSecret,
    issues_events: true,
    confidential_issues_events: true,
    note_events: true,
    confidential_note_events: true,
  });
  return id;
}

const inChannel = () => world.said("esc_acme-corp").map(({ text }) => text.split("\n")[0] ?? "");
const announced = () => world.said("escalated_customers").map(({ text }) => text.split("\n")[0] ?? "");
const channels = () => world.slack.state().channels.filter(({ name }) => name.startsWith("esc_"));

describe("an issue that is moved", () => {
  it("to another of the service's projects is followed: one channel, one declaration, one status note there", async () => {
    world = await startWorld({ env: { GITLAB_PROJECT: `${HERE},${THERE}` } });
    const there = await otherProject();
    const iid = await opened();

    world.gitlab.as("cathy").comment(iid, `/move ${THERE}`);
    await world.settled();

    const issue = world.gitlab.state().projects.find(({ id }) => id === there)?.issues[0];
    expect(issue?.state).toBe("opened");
    expect(issue?.notes.filter(({ body }) => body.includes("<!-- escalations:status -->"))).toHaveLength(1);
    expect(issue?.notes.filter(({ body }) => body.includes("close-refused"))).toEqual([]);
    expect(channels()).toHaveLength(1);
    expect(announced()).toEqual(["New escalation"]);
    expect(world.said("escalated_customers")[0]?.text).toContain(THERE);
    expect(inChannel()).toContain("The issue has moved, and the escalation with it");

    world.gitlab.as("cathy", there).comment(issue?.iid ?? 0, "/esc severity critical worse");
    await world.settled();
    expect(inChannel().at(-1)).toBe("Severity changed from high to critical");
  });

  it("to where the service is not at work ends there, with a word in the channel", async () => {
    world = await startWorld();
    await otherProject();
    const iid = await opened();

    world.gitlab.as("cathy").comment(iid, `/move ${THERE}`);
    await world.settled();

    expect(inChannel().at(-1)).toBe("The issue was moved to where this service is not at work");
    expect(channels()[0]?.isArchived).toBe(true);
    expect(announced()).toEqual(["New escalation"]);
    expect(world.said("escalated_customers")[0]?.text).toContain("moved to another project");
    expect(await world.app.store.escalations.list({ open: true })).toEqual([]);
  });
});

describe("an issue that is deleted", () => {
  it("ends its escalation with a word in the channel, once a look finds it gone", async () => {
    world = await startWorld();
    const iid = await opened();

    world.gitlab.addMember(world.projectId, "mona", "owner");
    world.gitlab.as("mona").deleteIssue(iid);
    await world.app.sync();
    await world.settled();
    await world.app.sync();
    await world.settled();

    expect(inChannel().filter((text) => text === "The issue was deleted")).toHaveLength(1);
    expect(channels()[0]?.isArchived).toBe(true);
    expect(world.said("escalated_customers")[0]?.text).toContain("Status: the issue was deleted");
    expect(await world.app.store.escalations.list({ open: true })).toEqual([]);
  });

  it("is not taken for deleted where the service may not see it any more", async () => {
    world = await startWorld();
    await opened();

    world.gitlab.addMember(world.projectId, "escalation-bot", "guest");
    await world.app.sync();
    await world.settled();

    expect(inChannel()).not.toContain("The issue was deleted");
    expect(channels()[0]?.isArchived).toBe(false);
  });
});
