import type { Memory } from "../../escalation/memory.ts";
import type { OpeningStep } from "../../policy/opening-steps.ts";
import type { Severity } from "../../policy/terms.ts";
import { addSpan } from "../../time/add-span.ts";
import type { Facts } from "../facts.ts";
import { declarationOf } from "./declaration.ts";
import { channelOf } from "./opening.ts";
import { BY_CONNECTOR, isReported } from "./sentiment.ts";
import { isRunning } from "./standup.ts";
import { trackerLink } from "./tracker-link.ts";

export interface StepState {
  step: OpeningStep;
  done: boolean;
  /** Who said that it is done, where somebody did. */
  by: string | undefined;
  /** Due as soon as it is owed. */
  atOnce: boolean;
  /** Milliseconds since the epoch. */
  due: number;
  /** When the CSM manager is told of it. */
  managerAt: number;
  memory: Memory["steps"][string];
}

const STEP_NAMES: Readonly<Record<string, string>> = {
  channel: "Slack channel",
  dri: "DRI identified",
  declare: "announced to the company",
  asks: "immediate asks written",
  tracker: "escalation tracker document",
  sentiment: "CSM sentiment updated to at risk",
  standup: "internal standup series set up",
  "exit-criteria": "exit criteria written",
};

export function stepName(step: Pick<OpeningStep, "id">): string {
  return STEP_NAMES[step.id] ?? step.id;
}

/**
 * The opening steps owed at this severity (process section 5), each with its state and due time. One that a raise brings
 * is owed from then on.
 */
export function judgeSteps(facts: Facts, severity: Severity, hasDri: boolean, timeZone: string): StepState[] {
  const { policy, memory, now } = facts;
  const later = (at: number, span: string) => addSpan(at, span, policy.working_time, timeZone);
  const isOpening = Object.keys(memory.steps).length === 0;
  return policy.opening_steps
    .filter((step) => step.severity.includes(severity))
    .map((step) => {
      const since = isOpening ? (memory.openedAt ?? now) : now;
      const known = withReceipt(
        facts,
        step,
        memory.steps[step.id] ?? { since, done: null, asked: false, manager: false },
      );
      const due = later(known.since, step.within);
      return {
        step,
        done: known.done !== null || isDone(facts, step, hasDri),
        by: known.done?.by,
        atOnce: due === known.since,
        due,
        managerAt: later(due, policy.steps_manager_after),
        memory: known,
      };
    });
}

/** The connector's word counts as a person's. */
function withReceipt(facts: Facts, { id, by }: OpeningStep, known: StepState["memory"]): StepState["memory"] {
  if (id !== "sentiment" || by !== "person" || known.done !== null || !isReported(facts, "at-risk")) return known;
  return { ...known, done: { by: BY_CONNECTOR, at: facts.now, link: "" } };
}

function isDone(facts: Facts, step: OpeningStep, hasDri: boolean): boolean {
  if (step.by === "issue-field") return answered(facts, step.field);
  switch (step.id) {
    case "channel":
      return channelOf(facts) !== undefined;
    case "dri":
      return hasDri;
    case "standup":
      return isRunning(facts.memory.standup) || isTicked(facts, step);
    case "declare":
      return declarationOf(facts) !== undefined;
    case "tracker":
      return trackerLink(facts) !== undefined;
    default:
      return isTicked(facts, step);
  }
}

function isTicked({ fields }: Facts, { id }: OpeningStep): boolean {
  return fields.openingChecklist.some((item) => item.done && mentions(item.text, id));
}

/** The check list's items begin with the step's id; a person's own wording counts if it names the step. */
function mentions(text: string, id: string): boolean {
  const words = text.toLowerCase();
  return words.startsWith(id) || words.includes(id.replaceAll("-", " "));
}

function answered({ fields }: Facts, field: OpeningStep["field"]): boolean {
  switch (field) {
    case "Immediate asks":
      return fields.asks.length > 0;
    case "Exit criteria":
      return fields.exitCriteria.length > 0;
    case "Customer":
      return fields.customer !== undefined;
    case "What is happening":
      return fields.happening !== undefined;
    case "Impact":
      return fields.impact !== undefined;
    case "Next customer sync":
      return fields.nextCustomerSync !== undefined;
    case "Product area":
      return fields.productArea !== undefined;
    case "Severity":
      return fields.severities.length > 0;
    case "Origin":
      return fields.origins.length > 0;
    case "Nature":
      return fields.natures.length > 0;
    case "People":
      return Object.keys(fields.people).length > 0;
    case "Links":
      return [fields.supportTickets, fields.trackerDocument, fields.incident].some((link) => link !== undefined);
    case "Opening checklist":
      return fields.openingChecklist.length > 0 && fields.openingChecklist.every(({ done }) => done);
    case undefined:
      return false;
  }
}
