import fc from "fast-check";
import { ORIGINS, type Origin, SEVERITIES, type Severity } from "../../src/policy/terms.ts";
import type { World } from "../support/world.ts";

type Change =
  /** `replacing` is what a free tier leaves to people: taking the old label off. */
  | { does: "label"; severity: Severity; replacing: boolean }
  | { does: "unlabel" }
  | { does: "origin"; origin: Origin }
  | { does: "assign"; whom: readonly string[] }
  | { does: "unassign" }
  | { does: "command"; text: string; severity?: Severity; dri?: string };

/** What a person does on the issue, and how long after what was done before (ms). */
export type Step = Change & { by: string; after: number };

/** Of those one is the DRI by the rules, one the CSM manager, one on call, and one nobody in particular. */
const ACTORS = ["cathy", "mona", "olga", "sam"];
const ASSIGNABLE = ["cathy", "mona", "olga", "sam", "leo"];
/** Within and beyond the minute in which an announcement is put right in place. */
const WAITS = [1_000, 20_000, 90_000];

const anySeverity = fc.constantFrom(...SEVERITIES);
const anybody = fc.constantFrom(...ASSIGNABLE);
const anyOrigin = fc.constantFrom(...ORIGINS);

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: anySeverity.chain((severity) => fc.boolean().map((replacing) => label(severity, replacing))),
  },
  { weight: 2, arbitrary: fc.constant<Change>({ does: "unlabel" }) },
  { weight: 1, arbitrary: anyOrigin.map((origin): Change => ({ does: "origin", origin })) },
  { weight: 4, arbitrary: anybody.map((whom): Change => ({ does: "assign", whom: [whom] })) },
  { weight: 2, arbitrary: fc.constant<Change>({ does: "unassign" }) },
  { weight: 3, arbitrary: anySeverity.map((severity) => command(`/esc severity ${severity}`, { severity })) },
  { weight: 2, arbitrary: anybody.map((dri) => command(`/esc dri @${dri}`, { dri })) },
  { weight: 2, arbitrary: anyOrigin.map((origin) => command(`/esc origin ${origin}`)) },
  { weight: 3, arbitrary: fc.constant(command("/esc accept")) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("@petra", "cro", "csm-leader").map((whom) => command(`/esc involve ${whom}`)),
  },
);

export const anyStep: fc.Arbitrary<Step> = fc
  .tuple(anyChange, fc.constantFrom(...ACTORS), fc.constantFrom(...WAITS))
  .map(([change, by, after]) => ({ ...change, by, after }));

function label(severity: Severity, replacing: boolean): Change {
  return { does: "label", severity, replacing };
}

function command(text: string, means: { severity?: Severity; dri?: string } = {}): Change {
  return { does: "command", text, ...means };
}

/** Does it as the person's click or comment would. Answers whether that changed anything on GitLab. */
export function take(world: World, iid: number, step: Step): boolean {
  const seen = () => {
    const { labels, assignees, notes } = world.gitlab.issue(iid);
    return JSON.stringify([labels, assignees, notes.length]);
  };
  const before = seen();
  act(world, iid, step);
  return seen() !== before;
}

function act(world: World, iid: number, step: Step): void {
  const person = world.gitlab.as(step.by);
  const others = (severity?: Severity) => SEVERITIES.filter((one) => one !== severity).map((one) => `severity::${one}`);
  switch (step.does) {
    case "label":
      person.editIssue(iid, {
        addLabels: [`severity::${step.severity}`],
        ...(step.replacing && { removeLabels: others(step.severity) }),
      });
      break;
    case "unlabel":
      person.removeLabels(iid, ...others());
      break;
    case "origin":
      person.addLabels(iid, `origin::${step.origin}`);
      break;
    case "assign":
      person.assign(iid, ...step.whom);
      break;
    case "unassign":
      person.assign(iid);
      break;
    case "command":
      person.comment(iid, step.text);
  }
}

/** For the counterexample, in words. */
export function inWords(step: Step): string {
  const { by, after } = step;
  const what = {
    label: () =>
      step.does === "label" ? `sets ${step.severity}${step.replacing ? ", taking the others off" : ""}` : "",
    unlabel: () => "takes every severity off",
    origin: () => (step.does === "origin" ? `sets origin ${step.origin}` : ""),
    assign: () => (step.does === "assign" ? `assigns ${step.whom.join(" and ")}` : ""),
    unassign: () => "takes every assignee off",
    command: () => (step.does === "command" ? `writes ${step.text}` : ""),
  }[step.does]();
  return `${after / 1000} s later ${by} ${what}`;
}
