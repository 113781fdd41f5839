import type { ReportSentiment, SentimentReport } from "../action.ts";
import type { Facts, PlannedAction, TimelineEvent } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import type { People } from "../people.ts";
import type { StepState } from "./steps.ts";

const STEP = "sentiment";

/** Who did the step, where the platform was told by the service; no username has a blank. */
export const BY_CONNECTOR = "the connector";

/** One report of each kind in each round: its name is also how the receiver tells a repeat. */
export function sentimentKey(event: SentimentReport["event"], round: number): string {
  return `sentiment-${event}/${round}`;
}

/** Whether the customer-success platform has taken a report. */
export function isReported({ receipts, memory }: Facts, event: SentimentReport["event"]): boolean {
  return receipts.done("report-sentiment", sentimentKey(event, memory.round)) !== undefined;
}

/**
 * Tells the customer-success platform of the customer, aside: nothing waits for it, and no outage of it is felt. The
 * platform is the company's own system of record, so a restricted customer is named there too (P-OPEN-7); but nobody is
 * reported whom the issue only seems to mean. Nothing without a sink, a severity or a name.
 */
export function reportSentiment(
  facts: Facts,
  people: People,
  found: Pick<Judgements, "severity" | "dri">,
  { event, at }: Pick<SentimentReport, "event" | "at">,
): PlannedAction[] {
  const { issue, memory, sentimentSink } = facts;
  const { severity } = found.severity;
  const { customerName, restrictedByGuess } = people;
  if (!sentimentSink || severity === undefined || customerName === undefined || restrictedByGuess) return [];
  const named = (username: string | undefined) =>
    username === undefined ? null : { username, name: people.nameOf(username) };
  const action: ReportSentiment = {
    type: "report-sentiment",
    ...{ event, at, customer: customerName, severity },
    escalation: { projectId: issue.projectId, iid: issue.iid, title: issue.title, url: issue.webUrl },
    dri: named(found.dri?.dri?.username),
    csm: named(people.holders("csm").usernames[0]),
  };
  return [{ key: sentimentKey(event, memory.round), lane: "aside", stream: "sentiment", action }];
}

/**
 * The opening step `sentiment` through the connector: reported as soon as it is owed, once in a round, unless a person has
 * done it. What cannot be delivered stays a person's, who is asked when it is due.
 */
export function reportAtRisk(
  facts: Facts,
  people: People,
  found: Judgements,
  steps: readonly StepState[],
): { actions: PlannedAction[]; timeline: TimelineEvent[] } {
  const owed = steps.find(({ step }) => step.id === STEP && step.by === "person");
  if (!owed) return { actions: [], timeline: [] };
  const isNews = owed.by === BY_CONNECTOR && !facts.memory.steps[STEP]?.done;
  return {
    actions: owed.done ? [] : reportSentiment(facts, people, found, { event: "at-risk", at: owed.memory.since }),
    timeline: isNews
      ? [
          {
            who: "service",
            what: "told the customer-success platform that the customer is at risk",
            rule: "P-OPEN-1",
            facts: { id: sentimentKey("at-risk", facts.memory.round) },
          },
        ]
      : [],
  };
}
