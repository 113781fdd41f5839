import { type ExpectStatic, it, type TestContext } from "vitest";
import { type Escalation, type Hurried, hurried, MANAGER, OVERDUE, REMINDER, UPDATE } from "./hurried.ts";
import { type KillPoint, killerOf } from "./kill-points.ts";
import { eventually } from "./opened.ts";
import type { ServiceProcess } from "./service-process.ts";

/** What comes of an update that is not given until the manager was told; `minutes` after the one before. */
const STAGES = [
  { heading: REMINDER, minutes: 3, request: "chat.postMessage", comments: [], overdueLabel: [], logged: 0 },
  { heading: OVERDUE, minutes: 2, request: "PUT issue", comments: ["overdue"], overdueLabel: ["add"], logged: 0 },
  {
    heading: MANAGER,
    minutes: 1,
    request: "POST note",
    comments: ["overdue", "manager"],
    overdueLabel: ["add"],
    logged: 0,
  },
  {
    heading: UPDATE,
    minutes: 0,
    request: "PUT issue",
    comments: ["overdue", "manager"],
    overdueLabel: ["add", "remove"],
    logged: 1,
  },
];
const UPDATED = "/esc update The fix is live.\n\nNext steps: @sam watches it until 2099-01-31";
/** A machine that has much to do starts a process in seconds. */
const TIMEOUT_MS = 60_000;

// Side by side; each has a company and a service of its own.
it.concurrent(
  "P-CAD-3, 4, 10: killed between any two of reminder, overdue, manager, update and label gone, each comes once and in order",
  async (context) => {
    const { company, escalation, service: first } = await opened(context, "M");
    let service = first;

    for (const { heading, minutes } of STAGES.slice(0, 3)) {
      await killed(service, context);
      company.pass(minutes);
      service = company.begin();
      await eventually(() => expectCame(escalation, heading, context));
    }
    await killed(service, context);
    service = await company.serve();
    escalation.writes(UPDATED);
    await company.gitlab.settled();
    await killed(service, context);
    await company.serve();

    await expectUpdatedOnce(company, escalation, context);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "P-CAD-3, 4, 10: killed as each of them is carried out, before it hears of it, the service says nothing twice",
  async (context) => {
    const { company, escalation, service: first } = await opened(context, "M");
    const killAt = killerOf(company);
    let service = first;
    const diesAt = async (request: KillPoint["request"]) => {
      killAt({ request, moment: "written" }, () => service.signal("SIGKILL"));
      service = company.begin();
      context.expect(await service.exit()).toBe("SIGKILL");
    };

    for (const { heading, minutes, request } of STAGES.slice(0, 3)) {
      await killed(service, context);
      company.pass(minutes);
      await diesAt(request);
      service = company.begin();
      await eventually(() => expectCame(escalation, heading, context));
    }
    await killed(service, context);
    escalation.writes(UPDATED);
    await diesAt("PUT issue");
    await company.serve();

    await expectUpdatedOnce(company, escalation, context);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "P-CAD-3, 4: with clocks of seconds each comes by itself, and (P-CAD-6, 8) nothing while it is paused or closed, and in monitoring by the clocks of medium",
  async (context) => {
    const { expect } = context;
    const { company, escalation: paused, service } = await opened(context, "S");
    const monitored = await company.open("Initech");
    const closed = await company.open("Hooli");
    const all = [paused, monitored, closed];
    paused.writes("/esc pause until 2099-12-31 they are closed until then");
    monitored.writes("/esc monitoring The fix is live.");
    company.gitlab.as("cathy").close(closed.iid);
    await eventually(() => {
      expect(paused.answered()).toEqual(["white_check_mark"]);
      expect(monitored.labels()).toContain("status::monitoring");
    });
    await company.quiet();
    const before = all.map(askedFor);

    await killed(service, context);
    await company.serve();
    // Opened after them: when it is at its end, by their own clocks they would be too.
    const other = await company.open("Vandelay");
    await eventually(() => expectCame(other, MANAGER, context));

    const since = all.map((one, index) => askedFor(one).slice(before[index]?.length));
    expect(since).toEqual([[], [REMINDER], []]);
    for (const one of all) expect(one.labels()).not.toContain("update overdue");
  },
  TIMEOUT_MS,
);

async function opened(context: TestContext, unit: "S" | "M") {
  const company = await hurried(context, unit);
  const service = await company.serve();
  return { company, service, escalation: await company.open("Umbrella") };
}

async function killed(service: ServiceProcess, { expect }: { expect: ExpectStatic }): Promise<void> {
  service.signal("SIGKILL");
  expect(await service.exit()).toBe("SIGKILL");
}

/** A stage has come, with all that belongs to it, and nothing came twice before it. */
async function expectCame(
  escalation: Escalation,
  heading: string,
  { expect }: { expect: ExpectStatic },
): Promise<void> {
  const at = STAGES.findIndex((stage) => stage.heading === heading);
  const { comments = [], overdueLabel = [], logged } = STAGES[at] ?? {};
  expect({
    said: escalation.said().slice(0, at + 1),
    comments: escalation.comments().slice(0, comments.length),
    overdueLabel: (await escalation.overdueLabel()).slice(0, overdueLabel.length),
    logged: escalation.logged(),
  }).toEqual({ said: STAGES.slice(0, at + 1).map((stage) => stage.heading), comments, overdueLabel, logged });
}

async function expectUpdatedOnce(
  company: Hurried,
  escalation: Escalation,
  { expect }: { expect: ExpectStatic },
): Promise<void> {
  await eventually(() => expectCame(escalation, UPDATE, { expect }));
  await company.quiet();
  const { comments, overdueLabel } = STAGES[3] ?? {};
  expect(escalation.said()).toEqual(STAGES.map(({ heading }) => heading));
  expect(escalation.comments()).toEqual(comments);
  expect(await escalation.overdueLabel()).toEqual(overdueLabel);
  expect(escalation.logged()).toBe(1);
}

function askedFor(escalation: Escalation): string[] {
  return escalation.said().filter((line) => [REMINDER, OVERDUE, MANAGER].includes(line));
}
