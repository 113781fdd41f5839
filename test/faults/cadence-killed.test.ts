import { type ExpectStatic, it } from "vitest";
import { type Escalation, type Hurried, hurried, MANAGER, OVERDUE, REMINDER, UPDATE } from "./clocks-of-seconds.ts";
import { type KillPoint, killerOf } from "./kill-points.ts";
import { eventually } from "./opened.ts";
import type { ServiceProcess } from "./service-process.ts";

/** What comes of an update that does not come until the manager was told, and what can be seen on the issue by then. */
const STAGES = [
  { heading: REMINDER, comments: [], overdueLabel: [], logged: 0 },
  { heading: OVERDUE, comments: ["overdue"], overdueLabel: ["add"], logged: 0 },
  { heading: MANAGER, comments: ["overdue", "manager"], overdueLabel: ["add"], logged: 0 },
  { heading: UPDATE, comments: ["overdue", "manager"], overdueLabel: ["add", "remove"], logged: 1 },
];
const UPDATED = "/esc update The fix is live.\n\nNext steps: @sam watches it until 2099-01-31";

// Side by side, for most of the time they wait for their clocks; each has a company and a service of its own.
it.concurrent("P-CAD-3, 4, 10: killed between any two of reminder, overdue, manager, update and label gone, each comes once and in order", async (context) => {
  const { expect } = context;
  const company = await hurried(context);
  let service = await company.serve();
  const escalation = await company.open("Umbrella");

  for (const stage of [REMINDER, OVERDUE, MANAGER]) {
    await killed(service, expect);
    service = company.begin();
    await eventually(() => expectCame(escalation, stage, expect));
  }
  await killed(service, expect);
  escalation.writes(UPDATED);
  service = await company.serve();
  await killed(service, expect);
  await company.serve();

  await expectUpdatedOnce(company, escalation, expect);
});

it.concurrent("P-CAD-3, 4, 10: killed as each of them is carried out, before it hears of it, the service says nothing twice", async (context) => {
  const { expect } = context;
  const company = await hurried(context);
  const killAt = killerOf(company);
  let service = await company.serve();
  const escalation = await company.open("Umbrella");
  const dies = async (request: KillPoint["request"]) => {
    killAt({ request, moment: "written" }, () => service.signal("SIGKILL"));
    expect(await service.exit()).toBe("SIGKILL");
    service = company.begin();
  };

  await dies("chat.postMessage"); // the reminder
  await dies("PUT issue"); // the label
  await dies("POST note"); // the DRI is told
  await dies("POST note"); // the manager is told
  await eventually(() => expectCame(escalation, MANAGER, expect));
  escalation.writes(UPDATED);
  await dies("PUT issue"); // the label goes

  await expectUpdatedOnce(company, escalation, expect);
});

it.concurrent("P-CAD-6, 8: nothing is asked for while it is paused or closed, and in monitoring by the clocks of medium", async (context) => {
  const { expect } = context;
  const company = await hurried(context);
  const service = await company.serve();
  const all = await Promise.all(["Umbrella", "Initech", "Hooli"].map(company.open));
  const [paused, monitored, closed] = all;
  paused?.writes("/esc pause until 2099-12-31 they are closed until then");
  monitored?.writes("/esc monitoring The fix is live.");
  if (closed) company.gitlab.as("cathy").close(closed.iid);
  await eventually(() => {
    expect(paused?.answered()).toEqual(["white_check_mark"]);
    expect(monitored?.labels()).toContain("status::monitoring");
  });
  await company.quiet();
  const before = all.map(askedFor);

  await killed(service, expect);
  await company.serve();
  // Opened after them: when it is at its end, by their own clocks they would be too.
  const witness = await company.open("Vandelay");
  await eventually(() => expectCame(witness, MANAGER, expect));

  const since = all.map((one, index) => askedFor(one).slice(before[index]?.length));
  expect(since).toEqual([[], [REMINDER], []]);
  for (const one of all) expect(one.labels()).not.toContain("update overdue");
});

async function killed(service: ServiceProcess, expect: ExpectStatic): Promise<void> {
  service.signal("SIGKILL");
  expect(await service.exit()).toBe("SIGKILL");
}

/** A stage has come, with all that belongs to it, and nothing came twice before it. */
async function expectCame(escalation: Escalation, heading: string, expect: ExpectStatic): Promise<void> {
  const at = STAGES.findIndex((stage) => stage.heading === heading);
  const { comments = [], overdueLabel = [], logged } = STAGES[at] ?? {};
  expect({
    said: escalation.said().slice(0, at + 1),
    comments: escalation.comments().slice(0, comments.length),
    overdueLabel: (await escalation.overdueLabel()).slice(0, overdueLabel.length),
    logged: escalation.logged(),
  }).toEqual({ said: STAGES.slice(0, at + 1).map((stage) => stage.heading), comments, overdueLabel, logged });
}

async function expectUpdatedOnce(company: Hurried, escalation: Escalation, expect: ExpectStatic): Promise<void> {
  await eventually(() => expectCame(escalation, UPDATE, expect));
  await company.quiet();
  // The clock goes on with the update: what it brings comes in the same order again.
  const again = escalation.said().slice(STAGES.length);
  expect(again).toEqual([REMINDER, OVERDUE, MANAGER].slice(0, again.length));
  expect(escalation.logged()).toBe(1);
}

function askedFor(escalation: Escalation): string[] {
  return escalation.said().filter((line) => [REMINDER, OVERDUE, MANAGER].includes(line));
}
