import type { Memory } from "../escalation/memory.ts";
import type { Severity } from "../policy/terms.ts";
import type { Facts, Overview } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import { worse } from "./life.ts";
import type { People } from "./people.ts";
import { acceptanceDue, hasDeclined, isTakenOn } from "./rules/acceptance.ts";
import { standsSince } from "./rules/asks.ts";
import type { Dri } from "./rules/dri.ts";
import { criteriaItems } from "./rules/exit-criteria.ts";
import { channelOf, shortened } from "./rules/opening.ts";
import { isRunning } from "./rules/standup.ts";
import type { StepState } from "./rules/steps.ts";
import { trackerLink } from "./rules/tracker-link.ts";
import { effectName } from "./wording.ts";

/** Grows when the line gets a field: after an update of the service every open escalation's is made anew. */
export const OVERVIEW_VERSION = 3;

/** In characters: enough to know what it is about. */
const LONGEST_HAPPENING = 280;

/** One line of the overview (P-SEE-4). */
export function overviewOf(
  facts: Facts,
  people: People,
  { severity, status, origin, dri, product, clocks, closing }: Judgements,
  steps: readonly StepState[],
): Overview {
  const { issue, memory, receipts, fields } = facts;
  const channel = channelOf(facts);
  return {
    project_id: issue.projectId,
    iid: issue.iid,
    title: issue.title,
    web_url: issue.webUrl,
    customer: people.customerName ?? null,
    severity: severity.severity ?? null,
    worst_severity: worstOf(severity.severity, memory.life?.severity),
    status: status.status,
    dri: dri?.dri?.username ?? null,
    product_dri: product?.productDri ?? null,
    origin: severity.severity ? origin.origin : null,
    confidential: issue.confidential,
    readers: [...new Set([issue.author, ...issue.assignees].map(({ username }) => username))],
    opened_at: new Date(memory.openedAt ?? memory.takenOnAt).toISOString(),
    overdue: clocks.isOverdue,
    last_update: isoOrNull(memory.updates.internal?.at),
    last_customer_update: isoOrNull(memory.updates.customer?.at),
    next_due: isoOrNull(earliest(clocks.clocks.map(({ due }) => due))),
    paused_until: isoOrNull(memory.pause?.until),
    open_asks: openAsks(facts),
    exit_criteria: {
      met: facts.fields.exitCriteria.filter(({ done }) => done).length,
      of: facts.fields.exitCriteria.length,
      items: criteriaItems(facts),
    },
    needs: [
      ...(severity.severity ? [] : ["severity"]),
      ...(dri && !dri.dri ? ["dri"] : []),
      ...(product?.missing ? ["product dri"] : []),
    ],
    missing_to_close: closing.closed ? [] : closing.missing.map(({ need }) => need),
    closing: closing.wish !== null,
    channel: channel?.name ?? null,
    channel_id: channel?.channelId ?? null,
    manager: people.holders("csm_manager").usernames[0] ?? null,
    region: people.region ?? null,
    clocks: clocks.clocks.map(({ name, due, overdueAt }) => ({ name, due: iso(due), overdue_at: iso(overdueAt) })),
    accept_by: isoOrNull(dri?.dri && severity.severity && acceptBy(facts, people, dri.dri, severity.severity)),
    steps_missing: steps
      .filter(({ step, done }) => !done && step.by !== "service")
      .map(({ step, due }) => ({ id: step.id, due: iso(due) })),
    failed: receipts.givenUp().map(({ key }) => effectName(key)),
    restricted: people.customer?.restricted === true,
    happening: fields.happening === undefined ? null : shortened(fields.happening, LONGEST_HAPPENING),
    dri_name: dri?.dri ? people.nameOf(dri.dri.username) : null,
    paused_because: memory.pause?.why ?? null,
    standup: standupOf(memory),
    channel_url: channel?.url ?? null,
    tracker_url: trackerLink(facts) ?? null,
    closed_at: isoOrNull(memory.closed?.at),
    closed_as: memory.closed?.as ?? null,
    outcome: memory.closed ? (memory.resolution?.outcome ?? null) : null,
  };
}

function standupOf({ standup }: Memory): Overview["standup"] {
  if (!isRunning(standup)) return null;
  const { days, time, timeZone, link } = standup;
  return { days: [...days], time, time_zone: timeZone, link };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Of the one it has and the worst it had until now. */
function worstOf(now: Severity | undefined, before: Severity | undefined): Severity | null {
  return now && before ? worse(now, before) : (now ?? before ?? null);
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at);
}

function acceptBy(facts: Facts, people: People, dri: Dri, severity: Severity): number | undefined {
  const { memory } = facts;
  return isTakenOn(memory, dri) || hasDeclined(memory, dri) ? undefined : acceptanceDue(facts, people, dri, severity);
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Asks nobody has said to be answered, since when (P-OPEN-5). */
function openAsks({ fields, memory }: Facts): Overview["open_asks"] {
  return fields.asks
    .filter((ask) => !memory.asksAnswered.some(({ text }) => text === ask))
    .map((ask) => ({ text: ask, since: new Date(standsSince(memory, ask) ?? memory.takenOnAt).toISOString() }));
}
