import type { Ports } from "../act/perform.ts";
import { isForTheService } from "../decide/commands/run.ts";
import type { Facts, LinkedWork } from "../decide/facts.ts";
import { readMarker, sealedIn } from "../decide/markers.ts";
import { isToBeRead } from "../decide/rules/linked-work.ts";
import type { Fields } from "../escalation/fields.ts";
import type { Discussion, Issue, LinkedIssue, Member, Note, Person } from "../escalation/issue.ts";
import { readIssueReference } from "../escalation/issue-reference.ts";
import { fieldsOf } from "../escalation/kept-fields.ts";
import { ESCALATION, severitiesIn } from "../escalation/labels.ts";
import { type Memory, newMemory } from "../escalation/memory.ts";
import { unseen } from "../escalation/seen-notes.ts";
import { hasHiddenLine } from "../escalation/template.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Directory } from "../policy/directory.ts";

/** Everything of an issue that had to be fetched. */
export type Read = { /** What the status note found keeps, sealed. */ sealed: string | undefined } & Pick<
  Facts,
  "issue" | "discussion" | "labelChanges" | "linked" | "fields" | "member" | "foundStatusNote" | "reopenedBy"
>;

/** What reading needs of the outside. */
export type ReadPorts = Pick<Ports, "tracker" | "ownUserId">;

/** An escalation carries the label, or was opened from the template (see the README's contract). */
export function isEscalation(issue: Issue): boolean {
  return issue.labels.includes(ESCALATION) || hasHiddenLine(issue.description);
}

/**
 * Reads an issue and what deciding about it needs, side by side where nothing depends on another. The discussion is read
 * where GitLab's count of comments or the issue itself changed; label changes only where their order or author matters;
 * linked issues where there are any. Undefined: the issue is gone, or is no escalation and never was.
 */
export async function readFacts(
  key: IssueKey,
  memory: Memory | undefined,
  directory: Directory,
  ports: ReadPorts,
  now: number,
): Promise<Read | undefined> {
  const { tracker } = ports;
  const noteKnown = memory?.statusNote?.id != null;
  const [issue, all] = await Promise.all([tracker.readIssue(key), noteKnown ? undefined : tracker.readDiscussion(key)]);
  if (!issue || (!memory && !isEscalation(issue))) return undefined;

  const foundNote = statusNoteIn(all?.comments ?? [], ports.ownUserId());
  const fields = fieldsOf(issue.description);
  const discussion = all ?? (isNewsIn(issue, memory) ? await tracker.readDiscussion(key) : undefined);
  const unheard = unseen(discussion?.comments ?? [], memory?.notes ?? newMemory(now).notes);
  const reading = { memory: memory ?? newMemory(now), fields, discussion };
  const [member, labelChanges, linked, reopenedBy] = await Promise.all([
    memberLookup({ issue, fields, unheard }, directory, ports),
    doesOrderMatter(issue, discussion, memory) ? tracker.labelChanges(key) : undefined,
    isToBeRead(reading) ? readLinked(issue, reading, ports) : undefined,
    memory?.closed && issue.state === "opened" ? whoReopened(key, ports) : undefined,
  ]);
  return {
    issue,
    discussion,
    labelChanges,
    linked,
    reopenedBy,
    fields,
    member,
    foundStatusNote: foundNote?.id,
    sealed: sealedIn(foundNote?.body ?? ""),
  };
}

/**
 * Whether it matters in which order people did things, and who: the issue has changed, be it only there and back, or a
 * command was given.
 */
function doesOrderMatter(issue: Issue, discussion: Discussion | undefined, memory: Memory | undefined): boolean {
  if (severitiesIn(issue.labels).length > 1) return true;
  if (!memory?.openedAt || !discussion) return false;
  return (
    issue.updatedAt !== memory.seenUpdatedAt ||
    unseen(discussion.comments, memory.notes).some(({ body }) => isForTheService(body))
  );
}

async function whoReopened(key: IssueKey, { tracker }: ReadPorts): Promise<Person | undefined> {
  const changes = await tracker.stateChanges(key);
  return changes.findLast(({ to }) => to === "opened")?.by;
}

async function readLinked(
  issue: Issue,
  { memory, fields: { incident } }: { memory: Memory; fields: Fields },
  { tracker }: ReadPorts,
): Promise<LinkedWork> {
  const reference =
    incident === undefined
      ? undefined
      : readIssueReference(incident, { gitlabUrl: tracker.url, project: `${issue.projectId}` });
  const [issues, named] = await Promise.all([
    tracker.linkedIssues(issue.key).then((linked) => withRca(linked, memory, tracker)),
    reference && tracker.findIssue(reference.project, reference.iid),
  ]);
  const incidentToo = incident !== undefined && {
    incident: { issue: named, linked: named ? await tracker.linkedIssues(named.key) : [] },
  };
  return { issues, incident: undefined, ...incidentToo };
}

/** The issue of the analysis is waited for also where somebody took its link away (P-CLOSE-4). */
async function withRca(linked: LinkedIssue[], { rca }: Memory, tracker: ReadPorts["tracker"]): Promise<LinkedIssue[]> {
  const key = rca?.issue?.key;
  if (key === undefined || linked.some((one) => one.key === key)) return linked;
  const issue = await tracker.readIssue(key);
  // Moved on, it is closed without being done.
  if (!issue || issue.movedToId !== undefined) return linked;
  return [...linked, { ...issue, reference: issue.reference ?? issue.webUrl }];
}

/** A comment moves GitLab's count, and some minutes after the last one also the issue's time. */
function isNewsIn({ notesCount, updatedAt }: Issue, memory: Memory | undefined): boolean {
  return notesCount === null || notesCount !== memory?.notes.count || updatedAt !== memory.seenUpdatedAt;
}

/** The service's status note among comments, by its marker. */
export function statusNoteIn(notes: readonly Note[], ownUserId: number): Note | undefined {
  return notes.find((note) => note.author.id === ownUserId && readMarker(note.body)?.kind === "status");
}

/** Asks for the members afresh where somebody named is missing from a list older than the issue's last change. */
async function memberLookup(
  { issue, fields, unheard }: { issue: Issue; fields: Fields; unheard: readonly Note[] },
  directory: Directory,
  { tracker }: ReadPorts,
): Promise<(username: string) => Member | undefined> {
  const kept = await tracker.members(issue.projectId);
  const named = [...Object.values(fields.people), ...Object.keys(directory.people), ...directory.support.on_call];
  const commands = unheard.filter(({ body }) => isForTheService(body));
  const spoken = commands.flatMap(({ body, author }) => [author.username, ...mentionedIn(body)]);
  const somebodyMissing = [...named, ...spoken].some((username) => !kept.members.has(username.toLowerCase()));
  const asOf = Math.max(issue.updatedAt, ...commands.map(({ createdAt }) => createdAt));
  const { members } = somebodyMissing && kept.at <= asOf ? await tracker.members(issue.projectId, asOf) : kept;
  return (username) => members.get(username.toLowerCase());
}

function mentionedIn(body: string): string[] {
  return [...body.matchAll(/@([a-z0-9_][a-z0-9_.-]*)/gi)].flatMap(([, username]) => username ?? []);
}
