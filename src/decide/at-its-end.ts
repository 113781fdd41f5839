import type { Memory } from "../escalation/memory.ts";
import type { Facts } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import type { Text } from "./message.ts";
import type { People } from "./people.ts";
import { announceAlerts } from "./rules/announcements.ts";
import { type Closed, closeDown, processName } from "./rules/closing-sequence.ts";
import { declarationKey, declare } from "./rules/declaration.ts";
import { handoverOf, tellHandover } from "./rules/handover.ts";
import { mirror } from "./rules/mirror.ts";
import type { Team } from "./rules/opening.ts";
import { isTrackerCurrent, keepTracker } from "./rules/tracker.ts";
import type { Course } from "./while-open.ts";

/**
 * What is left to do once an escalation has ended: nothing is asked for any more, and all clocks stand (P-CLOSE-6). `before`
 * is the memory of the last look.
 */
export function atItsEnd(
  facts: Facts,
  before: Memory,
  people: People,
  { found, team, closed }: { found: Judgements; team: Team | undefined; closed: Closed },
): Course {
  const words = mirror(facts, people, closed);
  const sequence = closeDown(facts, people, found, closed, () => isTrackerCurrent(facts, people, found));
  const tracker = keepTracker(facts, people, found, words.words, sequence.isTrackerDue);
  const isDeclared = facts.receipts.asked(declarationKey()) !== undefined;
  // One that came with the end: those before it are told already, and afterwards people do as they like.
  const { dri, closing } = found;
  const handover =
    dri && !closing.closed?.isSeen ? handoverOf(before, facts.memory, facts.directory, dri) : facts.memory.handover;
  const handedOver =
    handover === facts.memory.handover
      ? []
      : tellHandover({ ...facts, memory: { ...facts.memory, handover } }, people, { isOver: true });
  return {
    actions: [
      ...handedOver,
      ...words.actions,
      ...(facts.chat && team && isDeclared ? declare(facts, people, team, statusAtItsEnd(found, closed)) : []),
      ...(facts.chat && team && (closed.as === "resolved" || closed.as === "overridden")
        ? announceAlerts(facts, people, team)
        : []),
      ...sequence.actions,
      ...tracker.actions,
    ],
    memory: { ...tracker.memory, handover },
    waiting: [sequence],
    timeline: [],
  };
}

/** Where it went, for those who read the declaration (P-SCOPE-2). */
function statusAtItsEnd({ status }: Judgements, { as, text, link }: Closed): Text {
  if (as === "moved") return ["moved to another project"];
  if (as !== "redirected" || link === null) return [status.status];
  return ["redirected: it goes on as ", { link, label: processName(text) }];
}
