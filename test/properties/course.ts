import { SEVERITIES, type Severity } from "../../src/policy/terms.ts";
import { filledIn, type World } from "../support/world.ts";
import type { Disorder } from "./disorder.ts";
import { deliverSome } from "./disorder.ts";
import { type Step, take } from "./steps.ts";

/** What truly held at some moment, for as long as the escalation was looked at. */
export interface Truth {
  severities: ReadonlySet<string>;
  /** GitLab usernames of everybody who was assigned or named the DRI by command. */
  dris: ReadonlySet<string>;
  /** Who last made the severity another one; undefined before anybody did. */
  severityBy: string | undefined;
}

export interface Course {
  iid: number;
  customer: string;
  truth: Truth;
  /** How many calls of the Slack API had been made when people had done their last step. */
  callsAtLastStep: number;
}

const OPENED_AS = "Medium";
let customers = 0;

/** Every customer of `withCustomers` once, so that no escalation sees another one of its customer. */
export function nextCustomer(): string {
  customers += 1;
  return `Firm ${customers}`;
}

/** The invented company's directory with so many customers more, all served by the same people as its first. */
export function withCustomers(directory: string, count: number): string {
  const firms = Array.from(
    { length: count },
    (_, index) => `  - { name: Firm ${index + 1}, segment: enterprise, region: emea, csm: cathy, csm_manager: mona,
      account_manager: adam, ps_project_manager: petra, product_area: ci }\n`,
  );
  return directory.replace("customers:\n", `customers:\n${firms.join("")}`);
}

/**
 * Every step is heard of and dealt with before the next. Those that change nothing on GitLab when the service has not
 * followed (setting a label that is still there) are no event that anybody could hear of: they are left out here too.
 */
export async function inOrder(world: World, steps: readonly Step[], leftOut: ReadonlySet<Step>): Promise<Course> {
  const { iid, customer, watch, truth } = await opened(world);
  for (const step of steps) {
    world.pass(step.after);
    if (leftOut.has(step)) continue;
    watch.before(step);
    take(world, iid, step);
    watch.now();
    await world.settled();
    watch.now();
  }
  const callsAtLastStep = world.slack.requests.calls.length;
  await lookOnce(world);
  return { iid, customer, truth: truth(), callsAtLastStep };
}

/** What webhooks tell of the steps is held back and delivered as the disorder says. Answers also which changed nothing. */
export async function inDisorder(
  world: World,
  steps: readonly Step[],
  disorder: Disorder,
): Promise<{ course: Course; withoutEffect: ReadonlySet<Step> }> {
  const { iid, customer, watch, truth } = await opened(world);
  const { deliveries } = world.gitlab;
  const before = world.gitlab.state().deliveries.length;
  const withoutEffect = new Set<Step>();
  deliveries.hold();
  for (const [index, step] of steps.entries()) {
    world.pass(step.after);
    if (!take(world, iid, step)) withoutEffect.add(step);
    watch.now();
    const heard = disorder.heardAfter[index];
    if (heard && index < steps.length - 1) {
      await deliverSome(world, before, heard);
      await world.settled();
      watch.now();
      deliveries.hold();
    }
  }
  const callsAtLastStep = world.slack.requests.calls.length;
  await deliverSome(world, before, disorder.heardInTheEnd);
  await world.settled();
  await lookOnce(world);
  watch.now();
  return { course: { iid, customer, truth: truth(), callsAtLastStep }, withoutEffect };
}

/** Out of the way of the next ones. */
export async function over(world: World, { iid }: Course): Promise<void> {
  world.gitlab.as("mona").close(iid);
  await world.settled();
}

async function lookOnce(world: World): Promise<void> {
  world.pass(1_000);
  await world.app.sync();
  await world.settled();
}

async function opened(world: World) {
  const customer = nextCustomer();
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: `${customer}: pipelines stand still`,
    description: await filledIn({ customer, severity: [OPENED_AS], origin: ["Account"], asks: "1. An engineer" }),
  });
  await world.settled();
  const severities = new Set<string>();
  const dris = new Set<string>();
  let severityBy: string | undefined;
  const severityNow = () => standing(world, iid).severities;
  const watch = {
    before(step: Step) {
      if (!("severity" in step) || step.severity === undefined) return;
      severities.add(step.severity);
      if (severityNow().join() !== step.severity) severityBy = step.by;
    },
    now() {
      for (const severity of severityNow()) severities.add(severity);
      for (const assignee of standing(world, iid).assignees) dris.add(assignee);
    },
  };
  watch.now();
  return { iid, customer, watch, truth: (): Truth => ({ severities, dris, severityBy }) };
}

function standing(world: World, iid: number): { severities: Severity[]; assignees: string[] } {
  const { labels, assignees } = world.gitlab.issue(iid);
  return { severities: SEVERITIES.filter((severity) => labels.includes(`severity::${severity}`)), assignees };
}
