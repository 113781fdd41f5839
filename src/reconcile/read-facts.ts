import type { Ports } from "../act/perform.ts";
import type { Facts, LinkedWork } from "../decide/facts.ts";
import { readMarker } from "../decide/markers.ts";
import { isToBeRead } from "../decide/rules/linked-work.ts";
import { commandLines } from "../escalation/command-lines.ts";
import { type Fields, readFields } from "../escalation/fields.ts";
import type { Discussion, Issue, Member, Note } from "../escalation/issue.ts";
import { readIssueReference } from "../escalation/issue-reference.ts";
import { ESCALATION, originsIn, severitiesIn, statusesIn } from "../escalation/labels.ts";
import { type Memory, newMemory } from "../escalation/memory.ts";
import { unseen } from "../escalation/seen-notes.ts";
import { hasHiddenLine } from "../escalation/template.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Directory } from "../policy/directory.ts";

/** Everything of an issue that had to be fetched. */
export type Read = Pick<
  Facts,
  "issue" | "discussion" | "labelChanges" | "linked" | "fields" | "member" | "foundStatusNote"
>;

/** An escalation carries the label, or was opened from the template (see the README's contract). */
export function isEscalation(issue: Issue): boolean {
  return issue.labels.includes(ESCALATION) || hasHiddenLine(issue.description);
}

/**
 * Reads an issue and what deciding about it needs, side by side where nothing depends on another. The discussion is read
 * where GitLab's count of comments or the issue itself changed; label changes only where their order or author matters;
 * linked issues where links changed, and now and then. Undefined: the issue is gone, or is no escalation and never was.
 */
export async function readFacts(
  key: IssueKey,
  memory: Memory | undefined,
  directory: Directory,
  ports: Ports,
  now: number,
): Promise<Read | undefined> {
  const { tracker } = ports;
  const noteKnown = memory?.statusNote?.id != null;
  const [issue, all] = await Promise.all([tracker.readIssue(key), noteKnown ? undefined : tracker.readDiscussion(key)]);
  if (!issue || (!memory && !isEscalation(issue))) return undefined;

  const fields = readFields(issue.description);
  const [discussion, member] = await Promise.all([
    all ?? (isNewsIn(issue, memory) ? tracker.readDiscussion(key) : undefined),
    memberLookup(issue, fields, directory, ports),
  ]);
  const reading = { memory: memory ?? newMemory(now), fields, discussion };
  const [labelChanges, linked] = await Promise.all([
    doesOrderMatter(issue, discussion, memory) ? tracker.labelChanges(key) : undefined,
    isToBeRead(reading) ? readLinked(issue, fields, ports) : undefined,
  ]);
  return {
    issue,
    discussion,
    labelChanges,
    linked,
    fields,
    member,
    foundStatusNote: statusNoteIn(all?.comments ?? [], ports.ownUserId()),
  };
}

/**
 * Whether it matters in which order people did things, and who: something they change by hand is not as it was left, a
 * command was given, or a DRI chosen by hand may have been overtaken by a change that was taken back since (P-DRI-8).
 */
function doesOrderMatter(issue: Issue, discussion: Discussion | undefined, memory: Memory | undefined): boolean {
  if (severitiesIn(issue.labels).length > 1) return true;
  if (!memory?.openedAt || !discussion) return false;
  const { severity, origin, status, dri, notes } = memory;
  return (
    severitiesIn(issue.labels).join() !== severity ||
    originsIn(issue.labels).join() !== origin ||
    statusesIn(issue.labels).join() !== status ||
    issue.assignees.map(({ id }) => id).join() !== `${dri?.id ?? ""}` ||
    dri?.role === null ||
    unseen(discussion.comments, notes).some(({ body }) => commandLines(body).length > 0)
  );
}

async function readLinked(issue: Issue, { incident }: Fields, { tracker }: Ports): Promise<LinkedWork> {
  const reference =
    incident === undefined
      ? undefined
      : readIssueReference(incident, { gitlabUrl: tracker.url, project: `${issue.projectId}` });
  const [issues, named] = await Promise.all([
    tracker.linkedIssues(issue.key),
    reference && tracker.findIssue(reference.project, reference.iid),
  ]);
  const incidentToo = incident !== undefined && {
    incident: { issue: named, linked: named ? await tracker.linkedIssues(named.key) : [] },
  };
  return { issues, incident: undefined, ...incidentToo };
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
