import { EditIssue } from "../action.ts";
import { editKey } from "../edit.ts";
import type { Facts, PlannedAction, TimelineEvent } from "../facts.ts";
import type { Message } from "../message.ts";
import type { People } from "../people.ts";
import { keyMoment } from "./announcements.ts";
import { archiveKey } from "./closing-sequence.ts";
import { personPart, type Team } from "./opening.ts";
import { deliveredRca } from "./rca.ts";

/**
 * Open again after its end: a new round (P-CLOSE-7). Agreements, resolution, wish and next steps are void, the clocks begin anew, and
 * where the channel was archived a new one is made, for a bot cannot bring it back.
 */
export function withReopening(facts: Facts): { facts: Facts; timeline: TimelineEvent[] } {
  const { memory, onGitLab, receipts, now, reopenedBy } = facts;
  if (onGitLab.state !== "opened" || !wasClosed(facts)) return { facts, timeline: [] };
  const round = memory.round + 1;
  const by = reopenedBy?.username ?? null;
  const isArchived = receipts.asked(archiveKey(memory.channelRound)) !== undefined;
  const { severity, standup } = memory;
  return {
    facts: {
      ...facts,
      memory: {
        ...memory,
        round,
        channelRound: isArchived ? round : memory.channelRound,
        // One that was never announced has no reopening to announce.
        reopened: memory.openedAt === null ? null : { by, at: now },
        closed: null,
        agreements: { customer: null, internal: null },
        resolution: null,
        wish: null,
        closingBegan: true,
        refusals: { number: 0, by: null, isSaid: true },
        baseStatus: "opened",
        move: null,
        alerts: [],
        handover: null,
        words: [],
        pause: null,
        nextSteps: null,
        // What was delivered belongs to the round that is over.
        rca: memory.rca?.state === "requested" && deliveredRca(memory) === undefined ? memory.rca : null,
        clocksFrom: now,
        clocks: { internal: null, customer: null },
        steps: Object.fromEntries(
          Object.entries(memory.steps).map(([id, step]) => [
            id,
            step.done ? step : { ...step, since: now, asked: false, manager: false },
          ]),
        ),
        // Its calendar was empty meanwhile, which counted as a change.
        standup: standup && { ...standup, sequence: standup.sequence + 2, remindedUpTo: now },
        // The post says how severe it is.
        announced: severity && { number: 0, from: severity, to: severity, at: now, by: null, reason: "" },
      },
    },
    timeline: [{ who: by ?? "somebody", what: `reopened it: round ${round}`, rule: "P-CLOSE-7", facts: {} }],
  };
}

/** Seen as closed, or closed by the service itself in an earlier run, which may have seen no more of it. */
function wasClosed({ memory, receipts, editsMade }: Facts): boolean {
  if (memory.closed === null || memory.closed.isSeen) return memory.closed !== null;
  const last = editKey(memory.edits);
  const asked = receipts.asked(last);
  return (
    editsMade.length === 0 &&
    asked !== undefined &&
    receipts.isDone(last) &&
    EditIssue.parse(JSON.parse(asked)).state === "close"
  );
}

/** A key moment: in the declaration's thread, and in the channel that is in use now (P-ANN-1, 2). */
export function announceReopening(facts: Facts, people: People, team: Team): PlannedAction[] {
  const { reopened, round } = facts.memory;
  if (reopened === null) return [];
  const message: Message = {
    heading: "Reopened",
    fields: [
      { label: "Severity", value: [team.severity] },
      ...(team.dri ? [{ label: "DRI", value: [personPart(people, team.dri.username)] }] : []),
      ...(reopened.by === null ? [] : [{ label: "Reopened by", value: [personPart(people, reopened.by)] }]),
    ],
    paragraphs: [["What was agreed before is void: both sides agree anew before it closes."]],
  };
  return keyMoment(facts, "reopened", reopenedKey(round), { inside: message, outside: message });
}

export function reopenedKey(round: number): string {
  return `reopened/${round}`;
}
