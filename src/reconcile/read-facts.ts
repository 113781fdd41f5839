import type { Ports } from "../act/perform.ts";
import type { Facts } from "../decide/facts.ts";
import { readMarker } from "../decide/markers.ts";
import { type Fields, readFields } from "../escalation/fields.ts";
import type { Issue, Member, Note } from "../escalation/issue.ts";
import { ESCALATION, severitiesIn } from "../escalation/labels.ts";
import type { Memory } from "../escalation/memory.ts";
import { hasHiddenLine } from "../escalation/template.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Directory } from "../policy/directory.ts";

/** Everything of an issue that had to be fetched. */
export type Read = Pick<Facts, "issue" | "comments" | "fields" | "member" | "foundStatusNote" | "newestSeverity">;

/** An escalation carries the label, or was opened from the template (see the README's contract). */
export function isEscalation(issue: Issue): boolean {
  return issue.labels.includes(ESCALATION) || hasHiddenLine(issue.description);
}

/**
 * Reads an issue and what deciding about it needs, side by side where nothing depends on another. Comments are read
 * where GitLab's count of them or the issue itself changed, label events only where two severities stand together. Undefined: the issue
 * is gone, or is no escalation and never was.
 */
export async function readFacts(
  key: IssueKey,
  memory: Memory | undefined,
  directory: Directory,
  ports: Ports,
): Promise<Read | undefined> {
  const { tracker } = ports;
  const noteKnown = memory?.statusNote?.id != null;
  const [issue, all] = await Promise.all([tracker.readIssue(key), noteKnown ? undefined : tracker.readNotes(key)]);
  if (!issue || (!memory && !isEscalation(issue))) return undefined;

  const fields = readFields(issue.description);
  const [comments, member, newestSeverity] = await Promise.all([
    all ?? (isNewsIn(issue, memory) ? tracker.readNotes(key) : undefined),
    memberLookup(issue, fields, directory, ports),
    severitiesIn(issue.labels).length > 1 ? tracker.newestSeverity(key) : undefined,
  ]);
  return {
    issue,
    comments,
    fields,
    member,
    foundStatusNote: statusNoteIn(all ?? [], ports.ownUserId()),
    newestSeverity,
  };
}

/** A comment moves GitLab's count, and some minutes after the last one also the issue's time. */
function isNewsIn({ notesCount, updatedAt }: Issue, memory: Memory | undefined): boolean {
  return notesCount === null || notesCount !== memory?.notes.count || updatedAt !== memory.seenUpdatedAt;
}

function statusNoteIn(notes: readonly Note[], ownUserId: number): number | undefined {
  return notes.find((note) => note.author.id === ownUserId && readMarker(note.body)?.kind === "status")?.id;
}

/** Asks for the members afresh where somebody named is missing from a list older than the issue's last change. */
async function memberLookup(
  issue: Issue,
  fields: Fields,
  directory: Directory,
  { tracker }: Ports,
): Promise<(username: string) => Member | undefined> {
  const kept = await tracker.members(issue.projectId);
  const named = [...Object.values(fields.people), ...Object.keys(directory.people), ...directory.support.on_call];
  const somebodyMissing = named.some((username) => !kept.members.has(username.toLowerCase()));
  const { members } =
    somebodyMissing && kept.at <= issue.updatedAt ? await tracker.members(issue.projectId, issue.updatedAt) : kept;
  return (username) => members.get(username.toLowerCase());
}
