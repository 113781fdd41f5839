import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

async function opened(severity = "High", nature: readonly string[] = []): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: "Acme Corp: pipelines stand still",
    description: await filledIn({ severity: [severity], nature, asks: "- An engineer" }),
  });
  await world.settled();
  await say(iid, "cathy", "/esc accept");
  return iid;
}

async function say(iid: number, who: string, body: string): Promise<void> {
  world.gitlab.as(who).comment(iid, body);
  await world.settled();
}

async function agreed(iid: number): Promise<void> {
  await say(iid, "cathy", '/esc agree customer "it runs since Monday"');
  await say(iid, "mona", "/esc agree internal");
}

const marked = (iid: number, kind: string) =>
  world.gitlab.issue(iid).notes.filter(({ body }) => body.includes(`<!-- escalations:${kind} `));
const inChannel = (name = "esc_acme-corp") => world.said(name).map(({ text }) => text.split("\n")[0] ?? "");
const announced = () => world.said("escalated_customers").map(({ text }) => text.split("\n")[0] ?? "");
const isArchived = (name: string) =>
  world.slack.state().channels.find((channel) => channel.name === name)?.isArchived ?? false;

describe("an issue closed while something is missing (P-CLOSE-5)", () => {
  it("is open again, with one comment that names exactly what is missing and how to give it", async () => {
    const iid = await opened();
    world.gitlab.as("cathy").close(iid);
    await world.settled();

    const issue = world.gitlab.issue(iid);
    expect(issue.state).toBe("opened");
    expect(issue.labels).toContain("status::awaiting-agreement");
    expect(issue.labels).toContain("agreement::none");
    const [comment, ...others] = marked(iid, "close-refused");
    expect(others).toEqual([]);
    expect(comment?.body).toContain("@cathy");
    for (const command of ["/esc agree customer", "/esc agree internal", "/esc resolve"])
      expect(comment?.body).toContain(command);
    expect(comment?.body).not.toContain("rca");
    expect(inChannel()).toContain("Not closed yet");
    expect(announced()).toHaveLength(1);
  });

  it("is closed by the service with the last missing thing, in order, and archived", async () => {
    const iid = await opened();
    world.gitlab.as("cathy").close(iid);
    await world.settled();
    await say(iid, "cathy", '/esc agree customer "it runs since Monday"');
    await say(iid, "mona", "/esc agree internal");
    expect(world.gitlab.issue(iid).state).toBe("opened");
    await say(iid, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. The runners were given more memory.");

    const issue = world.gitlab.issue(iid);
    expect(issue.state).toBe("closed");
    expect(issue.labels).toContain("status::resolved");
    expect(issue.labels).toContain("agreement::both");
    expect(announced()).toEqual(["New escalation", "Resolved and closed"]);
    expect(inChannel().slice(-3)).toEqual([
      "We agree that it is resolved",
      "Resolved and closed",
      "Please update the customer's sentiment",
    ]);
    expect(world.said("esc_acme-corp").at(-2)?.text).toContain("The runners were given more memory");
    expect(isArchived("esc_acme-corp")).toBe(true);
    expect(marked(iid, "closed")[0]?.body).toContain("it runs since Monday");
    const [page] = world.gitlab.state().projects.flatMap(({ wiki }) => wiki);
    expect(page?.content.split(/^## Resolution$/m)[1]?.match(/The runners were given more memory/g)).toHaveLength(1);
    expect(marked(iid, "close-refused")).toHaveLength(1);
  });

  it("stays closed where everything is there", async () => {
    const iid = await opened();
    await agreed(iid);
    await say(iid, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. More memory for the runners.");
    expect(world.gitlab.issue(iid).state).toBe("closed");
    await world.app.sync();
    await world.settled();
    expect(world.gitlab.issue(iid).state).toBe("closed");
    expect(announced()).toEqual(["New escalation", "Resolved and closed"]);
  });
});

describe("several escalations of one customer (P-OPEN-6)", () => {
  it("know when one of them has ended", async () => {
    const first = await opened();
    const second = await opened();
    expect(world.statusNotes(second)[0]?.body).toContain("Also open for this customer");
    await agreed(first);
    await say(first, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. More memory for the runners.");

    expect(world.statusNotes(second)[0]?.body).not.toContain("Also open for this customer");
  });
});

describe("agreement (P-CLOSE-1, 2)", () => {
  it("of the customer without evidence is refused", async () => {
    const iid = await opened();
    await say(iid, "cathy", "/esc agree customer they are happy");
    expect(marked(iid, "reply").at(-1)?.body).toContain("evidence is missing");
    expect(world.gitlab.issue(iid).labels.filter((label) => label.startsWith("agreement::"))).toEqual([]);
  });

  it("of both sides by one person is refused at high", async () => {
    const iid = await opened();
    await say(iid, "cathy", '/esc agree customer "it runs"');
    await say(iid, "cathy", "/esc agree internal");
    expect(marked(iid, "reply").at(-1)?.body).toContain("somebody else");
    expect(world.gitlab.issue(iid).labels).toContain("agreement::customer");
  });
});

describe("a reopened escalation (P-CLOSE-7)", () => {
  it("starts a new round with a new channel, void agreements and one post", async () => {
    const iid = await opened();
    await agreed(iid);
    await say(iid, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. More memory for the runners.");
    world.gitlab.as("mona").reopen(iid);
    await world.settled();

    const issue = world.gitlab.issue(iid);
    expect(issue.state).toBe("opened");
    expect(issue.labels).toContain("agreement::none");
    expect(issue.labels).toContain("status::in-progress");
    expect(announced()).toEqual(["New escalation", "Resolved and closed", "Reopened"]);
    const second = world.slack.state().channels.find(({ name }) => name === "esc_acme-corp_2");
    expect(world.said("escalated_customers")[0]?.text).toContain(`<#${second?.id}>`);
    expect(inChannel("esc_acme-corp_2")[0]).toContain("Welcome");
    world.gitlab.as("mona").close(iid);
    await world.settled();
    expect(world.gitlab.issue(iid).state).toBe("opened");
  });
});

describe("the ways out without agreement", () => {
  it("P-SCOPE-2: redirect closes it, the declaration says so, and nothing new is posted", async () => {
    const iid = await opened();
    await say(iid, "cathy", "/esc redirect star https://example.com/tickets/1");
    expect(world.gitlab.issue(iid).state).toBe("closed");
    expect(world.gitlab.issue(iid).labels).toContain("status::redirected");
    expect(announced()).toEqual(["New escalation"]);
    expect(world.said("escalated_customers")[0]?.text).toContain("redirected");
    expect(inChannel().at(-1)).toContain("Redirected");
    const where = "it goes on as a support ticket attention request (STAR), <https://example.com/tickets/1>";
    expect(marked(iid, "closed")[0]?.body).toContain(where);
    expect(world.statusNotes(iid)[0]?.body).toContain(where);
    expect(isArchived("esc_acme-corp")).toBe(true);
  });

  it("P-CLOSE-8: the CSM manager's override, visible in the announcement", async () => {
    const iid = await opened();
    await say(iid, "cathy", "/esc close-anyway they left");
    expect(world.gitlab.issue(iid).state).toBe("opened");
    await say(iid, "mona", "/esc close-anyway they left");
    expect(world.gitlab.issue(iid).state).toBe("closed");
    expect(announced().at(-1)).toContain("override");
    const announcement = world.said("escalated_customers").at(-1)?.text;
    expect(announcement).toContain("they left");
    expect(announcement).toContain("the customer's agreement, our own agreement, a resolution");
  });
});

describe("a root cause analysis (P-CLOSE-4)", () => {
  it("that the customer asked for is opened as an issue, and closing waits for it", async () => {
    const iid = await opened("High", ["Platform-related"]);
    await say(iid, "cathy", "/esc rca requested");
    const rca = world.gitlab.state().projects[0]?.issues.find(({ title }) => title.startsWith("Root cause analysis"));
    expect(rca?.labels).toEqual([]);
    await agreed(iid);
    await say(iid, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. More memory for the runners.");
    expect(world.gitlab.issue(iid).state).toBe("opened");
    world.gitlab.as("cathy").close(rca?.iid ?? 0);
    await world.settled();
    expect(world.gitlab.issue(iid).state).toBe("closed");
    expect(world.gitlab.issue(iid).labels).toContain("rca::delivered");
  });

  it("is delivered with the closing of its issue, also where somebody took its link away", async () => {
    const iid = await opened("High", ["Platform-related"]);
    await say(iid, "cathy", "/esc rca requested");
    const rca = world.gitlab.issue(iid).links.find(({ title }) => title.startsWith("Root cause analysis"));
    world.gitlab.as("sam").unlink(iid, rca?.iid ?? 0);
    await world.settled();
    world.gitlab.as("sam").close(rca?.iid ?? 0);
    await world.settled();
    expect(world.gitlab.issue(iid).labels).toContain("rca::delivered");
  });

  it("not platform-related is recorded and waited for by nobody", async () => {
    const iid = await opened();
    await say(iid, "cathy", "/esc rca requested");
    expect(marked(iid, "reply").at(-1)?.body).toContain("not platform-related");
    await agreed(iid);
    await say(iid, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. More memory for the runners.");
    expect(world.gitlab.issue(iid).state).toBe("closed");
  });
});
