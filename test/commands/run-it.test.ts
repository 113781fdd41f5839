import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../decide/situation.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function opened(customer: string, answers: Partial<Parameters<typeof filledIn>[0]> = {}): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: `${customer}: pipelines stand still`,
    description: await filledIn({ customer, severity: ["High"], ...answers }),
  });
  await world.settled();
  return iid;
}

function inThread(about: string): string[] {
  const { messages } = channel("escalated_customers");
  const declaration = messages.find(({ text }) => text.includes(about));
  return messages.filter(({ thread_ts }) => thread_ts === declaration?.ts).map(({ text }) => text);
}

function channel(name: string) {
  const found = world.slack.state().channels.find((one) => one.name === name);
  if (!found) throw new Error(`there is no #${name}`);
  return found;
}

function declaration(about: string): string {
  return channel("escalated_customers").messages.find(({ text }) => text.includes(about))?.text ?? "";
}

async function comment(iid: number, who: string, text: string): Promise<void> {
  world.gitlab.as(who).comment(iid, text);
  await world.settled();
}

describe("monitoring and back (P-STAT-1, P-ANN-1, P-CAD-8)", () => {
  it("risk reduced is announced once in the thread and the channel, and the declaration is true", async () => {
    const iid = await opened("Acme Corp");
    await comment(iid, "cathy", "/esc accept");

    await comment(iid, "cathy", "/esc monitoring The fix is **live**.");
    await world.app.sync();
    await world.settled();

    expect(world.gitlab.issue(iid).labels).toContain("status::monitoring");
    expect(inThread("Acme Corp").map((text) => text.split("\n")[0])).toEqual(["Risk reduced: moved to monitoring"]);
    expect(world.said("esc_acme-corp").filter(({ text }) => text.startsWith("Risk reduced"))).toHaveLength(1);
    expect(declaration("Acme Corp")).toContain("Status: monitoring");

    await comment(iid, "cathy", "/esc resume The error is back.");

    expect(world.gitlab.issue(iid).labels).toContain("status::in-progress");
    expect(inThread("Acme Corp")).toHaveLength(1);
    expect(world.said("esc_acme-corp").filter(({ text }) => text.startsWith("Back in progress"))).toHaveLength(1);
    expect(declaration("Acme Corp")).toContain("Status: in-progress");
  });

  it("P-ROLE-5: somebody else is refused", async () => {
    const iid = await opened("Globex");

    await comment(iid, "adam", "/esc monitoring all is well");

    expect(world.gitlab.issue(iid).labels).toContain("status::opened");
    expect(world.gitlab.issue(iid).notes.at(-1)?.body).toContain("Only the DRI or the CSM manager");
  });

  it("P-STAT-2: a label of the service set by hand is put back with one explanation", async () => {
    const iid = await opened("Initech");

    world.gitlab.as("mona").addLabels(iid, "status::resolved");
    await world.settled();
    await world.app.sync();
    await world.settled();

    const { labels, notes } = world.gitlab.issue(iid);
    expect(labels).toContain("status::opened");
    expect(labels).not.toContain("status::resolved");
    expect(notes.filter(({ body }) => body.includes("escalations:explanation"))).toHaveLength(1);
    expect(declaration("Initech")).toContain("Status: opened");
  });
});

describe("several open escalations of one customer (P-OPEN-6)", () => {
  it("have a channel each, told apart by a reason, and name each other", async () => {
    const first = await opened("Hooli");
    const { iid: second } = world.gitlab.as("cathy").openIssue({
      title: "Hooli escalation: search is slow",
      description: await filledIn({ customer: "hooli", severity: ["Low"] }),
    });
    await world.settled();

    expect(channel("esc_hooli").name).toBe("esc_hooli");
    expect(world.said("esc_hooli_search-is-slow")[0]?.text).toContain("This customer has another open escalation");
    expect(rowsOf(world.statusNotes(first)[0]?.body)["Also open for this customer"]).toContain(`issues/${second}`);
    expect(rowsOf(world.statusNotes(first)[0]?.body)["Also open for this customer"]).toContain("esc\\_hooli\\_search");
    expect(rowsOf(world.statusNotes(second)[0]?.body)["Also open for this customer"]).toContain(`issues/${first}`);
  });
});

describe("work elsewhere (P-ROLE-2, P-ROLE-3)", () => {
  it("linked issues stand in the status note with their state, which follows them", async () => {
    const iid = await opened("Umbrella");
    const fix = world.gitlab.as("sam").openIssue({ title: "Runner loses its cache" }).iid;

    world.gitlab.as("sam").comment(iid, `/relate #${fix}`);
    await world.app.sync();
    await world.settled();
    expect(world.statusNotes(iid)[0]?.body).toMatch(/- \[ \] \[.*Runner loses its cache/);

    world.gitlab.as("mona").close(fix);
    await world.settled();
    expect(world.statusNotes(iid)[0]?.body).toMatch(/- \[x\] \[.*Runner loses its cache/);
  });

  it("an incident that requires a review says so until one is linked to it", async () => {
    const incident = world.gitlab.as("mona").openIssue({ title: "Runners down", labels: ["severity::1"] }).iid;
    const description = (await filledIn({ customer: "Soylent", severity: ["High"] })).replace(
      "- Incident:",
      `- Incident: #${incident}`,
    );
    const { iid } = world.gitlab.as("cathy").openIssue({ title: "Soylent: nothing runs", description });
    await world.settled();
    expect(world.statusNotes(iid)[0]?.body).toContain("requires an incident review");

    const review = world.gitlab.as("mona").openIssue({ title: "Incident review: runners down" }).iid;
    world.gitlab.as("mona").comment(incident, `/relate #${review}`);
    await world.app.sync();
    await world.settled();

    expect(world.statusNotes(iid)[0]?.body).not.toContain("requires an incident review");
    expect(rowsOf(world.statusNotes(iid)[0]?.body)["Incident"]).toContain("runners down, open");
  });
});

describe("bulk changes on the board (P-SEV-4)", () => {
  it("fifty at once: each is announced once, and nothing is left waiting", async () => {
    const iids: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      const { iid } = world.gitlab.as("cathy").openIssue({
        title: `Bulk ${n}: slow`,
        description: await filledIn({ customer: `Bulk ${n} Inc`, severity: ["Low"] }),
      });
      iids.push(iid);
    }
    await world.settled();

    for (const iid of iids) world.gitlab.as("mona").addLabels(iid, "severity::medium");
    await world.settled();

    for (const [n, iid] of iids.entries()) {
      expect(world.gitlab.issue(iid).labels).toContain("severity::medium");
      expect(inThread(`Bulk ${n} Inc`)).toHaveLength(1);
      expect(declaration(`Bulk ${n} Inc`)).toContain("Severity: medium");
    }
  }, 60_000);
});

describe("the status note (P-SEE-1)", () => {
  it("comes back where somebody deleted it, and stands once", async () => {
    const iid = await opened("Stark");
    const [note] = world.statusNotes(iid);

    world.gitlab.as("mona").deleteComment(iid, note?.id ?? 0);
    await world.app.sync();
    await world.settled();
    await world.app.sync();
    await world.settled();

    expect(world.statusNotes(iid)).toHaveLength(1);
  });
});
