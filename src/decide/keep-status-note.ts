import type { Memory } from "../escalation/memory.ts";
import type { Facts, PlannedAction } from "./facts.ts";
import type { People } from "./people.ts";
import { isDeclarationComing } from "./rules/declaration.ts";
import { channelKey, channelOf } from "./rules/opening.ts";
import { type StatusNoteContent, statusNote } from "./rules/status-note.ts";
import { isTrackerComing } from "./rules/tracker-link.ts";

/** The effect that keeps it. */
export const STATUS_NOTE = "status-note";

/**
 * The status note is written once nothing else on GitLab is about to change, and once tracker, channel and declaration are there,
 * unless chat keeps us waiting: so that an opening writes it once. After that, whenever what it says has changed.
 */
export function keepStatusNote(
  facts: Facts,
  people: People,
  content: StatusNoteContent,
  editComing: boolean,
): { actions: PlannedAction[]; statusNote: Memory["statusNote"] } {
  const { memory, receipts, issue } = facts;
  if (editComing || isMoreComing(facts, content)) return { actions: [], statusNote: memory.statusNote };

  const known =
    receipts.done("write-status-note", STATUS_NOTE)?.noteId ?? memory.statusNote?.id ?? facts.foundStatusNote ?? null;
  // Somebody deleted it: it comes back (P-SEE-1).
  const isGone = known !== null && facts.discussion?.comments.every((comment) => comment.id !== known) === true;
  const id = isGone ? null : known;
  const { body, signature } = statusNote(facts, people, content);
  if (!isGone && memory.statusNote?.signature === signature) return { actions: [], statusNote: { id, signature } };
  const action = {
    type: "write-status-note",
    ...(id !== null && { noteId: id }),
    ...(isGone && known !== null && { inPlaceOf: known }),
    body,
    internal: issue.serviceDesk,
  } as const;
  return {
    actions: [{ key: STATUS_NOTE, lane: "gitlab", stream: "issue", action, replaces: true }],
    statusNote: { id, signature },
  };
}

function isMoreComing(facts: Facts, { found }: StatusNoteContent): boolean {
  const { severity } = found.severity;
  if (severity === undefined) return false;
  if (isTrackerComing(facts, severity)) return true;
  if (!facts.chat || facts.waitNoLonger) return false;
  const channelComing = !channelOf(facts) && !facts.receipts.failing(channelKey(facts.memory.channelRound));
  return channelComing || isDeclarationComing(facts);
}
