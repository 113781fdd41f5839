import { ESCALATION, severityLabel } from "../escalation/labels.ts";
import type { Memory, Undone } from "../escalation/memory.ts";
import type { Severity } from "../policy/terms.ts";
import type { Facts } from "./facts.ts";

/** A person who changes their mind does not do so as often in as short a time (ms). */
const TOO_OFTEN = 4;
const WITHIN_MS = 10 * 60_000;
/** How long it is then left alone (ms), and twice as long each time it goes on afterwards. */
const FIRST_HOLD_MS = 30 * 60_000;
const LONGEST_HOLD_MS = 8 * 60 * 60_000;
/** An old quarrel is forgotten. */
const FORGOTTEN_MS = 24 * 60 * 60_000;
/** The assignee, among labels. */
export const ASSIGNEE = "the assignee";

/**
 * Counts how often the same somebody undoes what the service has put back. Whoever does so again and again within minutes
 * is another service that wants it otherwise; so that the two do not go on for ever, this one leaves the label (or the
 * assignee) alone for a while, and says so. Confidentiality and a close that is refused are not among it: these hold.
 */
export function countUndone(
  before: Facts,
  { putBack, putBackLabels }: Pick<Memory, "putBack" | "putBackLabels">,
  severity: Severity | undefined,
): Undone[] {
  const { memory, now } = before;
  const missing = thingsIn(putBack, putBackLabels, severity);
  const missed = thingsIn(memory.putBack, memory.putBackLabels, memory.severity ?? undefined);
  const counted = missing
    .filter((what) => !missed.includes(what))
    .map((what) =>
      again(
        memory.undone.find((one) => one.what === what),
        what,
        authorOf(what, before),
        now,
      ),
    );
  const others = memory.undone.filter(({ what }) => !counted.some((one) => one.what === what));
  return [...others, ...counted].filter(({ times, until }) => now - Math.max(until ?? 0, ...times) < FORGOTTEN_MS);
}

/** What is left alone at the moment. */
export function heldOf({ undone }: Pick<Memory, "undone">, now: number): Undone[] {
  return undone.filter(({ until }) => until !== null && until > now);
}

/** In words, for the status note and the log. */
export function undoneInWords({ what, by }: Undone): string {
  const thing = what === ASSIGNEE ? what : `the label ${what}`;
  return `${by ?? "somebody"} undoes ${thing} again and again`;
}

function again(known: Undone | undefined, what: string, by: string | null, now: number): Undone {
  const same = known && (by === null || known.by === null || known.by === by) ? known : undefined;
  const times = [...(same?.times ?? []).filter((time) => now - time < WITHIN_MS), now];
  const goesOn = same?.until != null && now - same.until < WITHIN_MS;
  const who = by ?? same?.by ?? null;
  if (times.length < TOO_OFTEN && !goesOn)
    return { what, by: who, times, holds: same?.holds ?? 0, until: same?.until ?? null };
  const holds = goesOn ? (same?.holds ?? 0) + 1 : 1;
  return { what, by: who, times, holds, until: now + Math.min(FIRST_HOLD_MS * 2 ** (holds - 1), LONGEST_HOLD_MS) };
}

function thingsIn(
  putBack: Memory["putBack"],
  labels: readonly string[],
  severity: Severity | undefined,
): readonly string[] {
  return [
    ...(putBack.includes("severity") && severity ? [severityLabel(severity)] : []),
    ...(putBack.includes("escalation") ? [ESCALATION] : []),
    ...(putBack.includes("dri") ? [ASSIGNEE] : []),
    ...(putBack.includes("labels") ? labels : []),
  ];
}

/** Who did it last, where the history tells. */
function authorOf(what: string, { labelChanges, discussion, ownUserId }: Facts): string | null {
  const changes =
    what === ASSIGNEE ? (discussion?.assignments ?? []) : (labelChanges ?? []).filter(({ label }) => label === what);
  return changes.findLast(({ by }) => by.id !== ownUserId)?.by.username ?? null;
}
