import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Fault } from "../../src/sandbox/gitlab/faults.ts";
import { apiCalls, forgetApiCalls } from "../../src/sandbox/play/api-calls.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

const CHANNEL = "esc_acme-corp";
const DAY = 24 * 60 * 60_000;

let world: World;
let wikiToken: string;
beforeEach(async () => {
  world = await startWorld({ timings: { timeoutMs: 2_000, patienceMs: 60_000 } });
  wikiToken = world.gitlab.addToken("mona");
});
afterEach(() => world.stop());

async function opened(severity = "High"): Promise<number> {
  const description = (await filledIn({ severity: [severity], asks: "- An engineer" })).replace(
    "## Exit criteria\n",
    "## Exit criteria\n\n- [ ] Pipelines start within 30 s\n- [ ] No incident for a week\n",
  );
  const { iid } = world.gitlab.as("cathy").openIssue({ title: "Acme Corp: pipelines stand still", description });
  await world.settled();
  return iid;
}

async function say(iid: number, body: string, who = "cathy"): Promise<void> {
  world.gitlab.as(who).comment(iid, body);
  await world.settled();
}

async function later(ms: number): Promise<void> {
  world.pass(ms);
  await world.app.sync();
  await world.settled();
}

const pages = () => world.gitlab.state().projects.flatMap(({ wiki }) => wiki);
const page = () => pages()[0]?.content ?? "";
const address = () => `${world.url}/gitlab/${world.projectPath}/-/wikis/Escalations/1-Acme-Corp`;
const times = (text: string, part: string) => text.split(part).length - 1;

/** Mona edits the page in GitLab's wiki. */
async function edits(change: (content: string) => string): Promise<void> {
  const [before] = pages();
  const answer = await fetch(
    `${world.url}/gitlab/api/v4/projects/${world.projectId}/wikis/${encodeURIComponent(before?.slug ?? "")}`,
    {
      method: "PUT",
      headers: { "private-token": wikiToken, "content-type": "application/json" },
      body: JSON.stringify({ content: change(before?.content ?? "") }),
    },
  );
  expect(answer.status).toBe(200);
}

/** Everything of an opening, each once, and the tracker's address wherever it belongs. */
function expectLinked(iid: number): void {
  expect(pages().map(({ title }) => title)).toEqual(["Escalations/1 Acme Corp"]);
  const [opening, ...others] = world.said(CHANNEL);
  const [declaration, ...otherDeclarations] = world.said("escalated_customers");
  const [note, ...otherNotes] = world.statusNotes(iid);
  const bookmarks = world.slack.state().channels.find(({ name }) => name === CHANNEL)?.bookmarks ?? [];
  expect({
    ...{ others, otherDeclarations, otherNotes },
    opening: opening?.text.includes(address()),
    declaration: declaration?.text.includes(address()),
    note: note?.body.includes(`| Tracker | <${address()}> |`),
    bookmarks: bookmarks.map(({ title, link }) => `${title}: ${link}`).toSorted(),
  }).toEqual({
    ...{ others: [], otherDeclarations: [], otherNotes: [] },
    ...{ opening: true, declaration: true, note: true },
    bookmarks: [`Escalation issue: ${world.gitlab.issue(iid).webUrl}`, `Tracker: ${address()}`],
  });
}

/** Everything of an opening but the tracker, each once. */
function expectWithoutTracker(iid: number): void {
  expect(pages()).toEqual([]);
  expect(world.said(CHANNEL).map(({ text }) => text)).toEqual([expect.stringContaining("none yet")]);
  expect(world.said("escalated_customers")).toHaveLength(1);
  expect(world.statusNotes(iid).map(({ body }) => /\| Tracker \| (.*) \|/.exec(body)?.[1])).toEqual([
    "could not be made yet",
  ]);
}

describe("the tracker document (P-OPEN-4)", () => {
  it("is made at the opening, linked everywhere, within the calls that an opening may cost", async () => {
    await vi.waitFor(() =>
      expect(world.logged.map(({ message }) => message)).toEqual(
        expect.arrayContaining(["full look done", "Slack connected"]),
      ),
    );
    forgetApiCalls(world);
    const iid = await opened();

    expectLinked(iid);
    const { gitlab, slack } = apiCalls(world);
    const onceForAll = ["users.lookupByEmail", "GET /projects/:id/members/all", "GET /projects/:id"];
    const calls = [...gitlab, ...slack]
      .filter(([call]) => !onceForAll.includes(call))
      .flatMap(([call, count]) => Array.from({ length: count }, () => call));
    expect(calls.length, calls.join("\n")).toBeLessThanOrEqual(11 + 2);
  });

  it("gets updates by command and by heading, in order, and keeps what people wrote in between (P-CAD-2)", async () => {
    const iid = await opened();
    await say(iid, "/esc update The fix is live.\n\nNext steps: @sam watches it until 2027-01-31");
    await edits((content) =>
      content
        .replace("The fix is live.", "The fix is live (on half of the runners).")
        .replace("## Resolution", "Ours: call them on Monday.\n\n## Resolution")
        .replace("<!-- escalations:end summary -->\n", "")
        .replace("<!-- escalations:begin asks -->\n", ""),
    );
    await say(iid, "## Update\n\nAll runners now.\n\nNext steps: @sam closes the ticket by 2027-02-01");

    const log = page();
    expect(log.indexOf("The fix is live (on half of the runners).")).toBeGreaterThan(0);
    expect(log.indexOf("All runners now.")).toBeGreaterThan(log.indexOf("The fix is live"));
    expect(log.match(/Update \(Cathy Summers\)/g)).toHaveLength(2);
    expect(times(log, "Ours: call them on Monday.")).toBe(1);
    for (const name of ["summary", "asks", "log"]) {
      expect(times(log, `<!-- escalations:begin ${name} -->`), name).toBe(1);
      expect(times(log, `<!-- escalations:end ${name} -->`), name).toBe(1);
    }
    expect(log).toContain("@sam closes the ticket");
    await world.restart();
    await later(11_000);
    expect(page()).toBe(log);
  });

  it("shows an exit criterion that was ticked in the description, and by whom (P-SEE-6)", async () => {
    const iid = await opened();
    const before = world.gitlab.issue(iid).description;
    world.gitlab.as("cathy").editDescription(iid, before.replace("- [ ] Pipelines", "- [x] Pipelines"));
    await world.settled();
    expect(page()).toContain("- [ ] Pipelines start within 30 s");

    await later(11_000);

    expect(page()).toContain("- [x] Pipelines start within 30 s");
    expect(page()).toContain("- [ ] No incident for a week");
    const by = /^- \[x\] Pipelines start within 30 s \(met, Cathy Summers, .*\)$/m;
    expect(page()).toMatch(by);
    expect(world.statusNotes(iid)[0]?.body).toMatch(by);
    const answer = await fetch(`${world.app.url}/api/escalations`, {
      headers: { authorization: "Bearer api-token-of-the-test" },
    });
    expect(await answer.text()).toMatch(/"text":"Pipelines start within 30 s","met":true,"by":"cathy","at":"2/);
  });

  it("comes back once a day, where somebody deleted it by mistake", async () => {
    await opened();
    const answer = await fetch(
      `${world.url}/gitlab/api/v4/projects/${world.projectId}/wikis/${encodeURIComponent(pages()[0]?.slug ?? "")}`,
      { method: "DELETE", headers: { "private-token": wikiToken } },
    );
    expect(answer.status).toBe(204);

    await later(DAY);

    expect(pages().map(({ title }) => title)).toEqual(["Escalations/1 Acme Corp"]);
  });

  it("is made by a raise, with the channel told where it is", async () => {
    const iid = await opened("Medium");
    expect(pages()).toEqual([]);

    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();

    expect(pages()).toHaveLength(1);
    expect(world.said(CHANNEL)[0]?.text).toContain(address());
    expect(world.statusNotes(iid)[0]?.body).toContain(`| Tracker | <${address()}> |`);
  });
});

describe("a wiki that is away holds up nothing", () => {
  const status = (code: number): Fault => ({ kind: "status", status: code, body: { message: `${code}` } });

  it.each([
    { how: "closed to the service (403)", fault: status(403) },
    { how: "switched off (404)", fault: status(404) },
    { how: "down (503)", fault: status(503) },
  ])(
    "$how: the opening is finished without it; back again, the page follows and everything names it, once",
    async ({ fault }) => {
      world.gitlab.faults.once({ path: /\/wikis/, fault, times: 1_000 });
      const iid = await opened();
      expectWithoutTracker(iid);
      await say(iid, "/esc update While the wiki is away.\n\nNext steps: @sam waits until 2027-01-31");
      await world.restart();
      await world.settled();
      expect(pages()).toEqual([]);

      world.gitlab.faults.clear();
      await world.restart();
      await later(60_000);

      expect(pages()).toHaveLength(1);
      expect(times(page(), "While the wiki is away.")).toBe(1);
      expect(world.said(CHANNEL).map(({ text }) => text.split("\n")[0])).toEqual([
        "Welcome to the escalation of Acme Corp",
        "Update",
      ]);
      expect(world.said(CHANNEL)[0]?.text).toContain(address());
      expect(world.said("escalated_customers").map(({ text }) => text.includes(address()))).toEqual([true]);
      expect(world.statusNotes(iid).map(({ body }) => body.includes(address()))).toEqual([true]);
    },
  );

  it("switched off, and on again without a restart: found within a day", async () => {
    world.gitlab.faults.once({ path: /\/wikis/, fault: status(404), times: 1_000 });
    const iid = await opened();
    expect(world.statusNotes(iid)[0]?.body).toContain("keep the tracker document");
    world.gitlab.faults.clear();

    world.pass(DAY);
    await world.app.store.work.touchAll([`${world.projectId}#${iid}`], Date.now());
    await world.settled();

    expect(pages()).toHaveLength(1);
    expect(world.statusNotes(iid)[0]?.body).toContain(address());
    expect(world.statusNotes(iid)[0]?.body).not.toContain("keep the tracker document");
  });

  it("silent: everything is there in the end, once", async () => {
    world.gitlab.faults.once({ path: /\/wikis/, fault: { kind: "hang" } });
    const iid = await opened();
    world.gitlab.faults.clear();
    await later(60_000);

    expectLinked(iid);
  });
});

describe("the page is made once", () => {
  it("where the answer that it is made gets lost", async () => {
    world.gitlab.faults.once({ method: "POST", path: /\/wikis$/, fault: { kind: "drop" }, afterWrite: true });
    const iid = await opened();
    await later(60_000);

    expectLinked(iid);
  });

  it("and an entry of its log, where the answer to that gets lost", async () => {
    const iid = await opened();
    world.gitlab.faults.once({ method: "PUT", path: /\/wikis\//, fault: { kind: "drop" }, afterWrite: true });
    await say(iid, "/esc update The fix is live.\n\nNext steps: @sam watches it until 2027-01-31");
    await later(60_000);

    expect(pages()).toHaveLength(1);
    expect(times(page(), "Update (Cathy Summers)")).toBe(1);
  });

  it("through restarts between everything, with nothing doubled", async () => {
    const iid = await opened();
    await world.restart();
    await world.settled();
    await say(iid, "/esc update One.\n\nNext steps: @sam watches it until 2027-01-31");
    await world.restart();
    await say(iid, "/esc customer-update Two.");
    await world.restart();
    await later(DAY);
    await world.restart();
    await world.settled();

    expect(pages()).toHaveLength(1);
    expect(page().match(/(?:Update|Communication with the customer) \(Cathy Summers\)/g)).toEqual([
      "Update (Cathy Summers)",
      "Communication with the customer (Cathy Summers)",
    ]);
    expect(world.statusNotes(iid)).toHaveLength(1);
  });
});
