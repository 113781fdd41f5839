import { STATUS_NOTE } from "../decide/keep-status-note.ts";
import type { Discussion, Issue, LinkedIssue } from "../escalation/issue.ts";
import { readIssueReference } from "../escalation/issue-reference.ts";
import type { Memory } from "../escalation/memory.ts";
import { withSeen } from "../escalation/seen-notes.ts";
import type { IssueKey } from "../issue-key.ts";
import { type ReadPorts, statusNoteIn } from "./read-facts.ts";
import type { Reconciler } from "./reconciler.ts";

type Mover = Pick<Reconciler, "store" | "ports" | "isOurs" | "clock">;

/**
 * An issue that was moved to another of the service's projects is followed: its escalation goes on there, with its channel,
 * its declaration and all that is remembered. Answers whether it was. Throws `OutsideError`.
 */
export async function followMove(
  { issue, discussion }: { issue: Issue; discussion: Discussion | undefined },
  memory: Memory,
  { store, ports, isOurs, clock }: Mover,
): Promise<boolean> {
  if (issue.state !== "closed" || issue.movedToId === undefined || memory.closed) return false;
  const { moved } = discussion ?? (await ports.tracker.readDiscussion(issue.key));
  const target = moved?.to === undefined ? undefined : await issueAt(moved.to, issue, ports);
  if (!target || !isOurs(target)) return false;
  const there = await ports.tracker.readDiscussion(target.key);
  const at = there.moved?.at ?? clock();
  // Comments came along under new ids: they have been answered, and one of them is the status note.
  const copies = there.comments.filter(({ createdAt }) => createdAt <= at);
  const id = statusNoteIn(copies, ports.ownUserId())?.id ?? null;
  const arrived: Memory = {
    ...memory,
    notes: withSeen({ upTo: 0, above: [], count: null }, copies, null, clock()),
    statusNote: id === null ? null : { id, signature: "" },
    linked: null,
    seenUpdatedAt: at,
    words: [
      ...memory.words,
      {
        ...{ id: `moved/${target.key}`, kind: "moved", by: moved?.by ?? "", at, text: target.webUrl },
        ...{ isTold: false, isLogged: false },
      },
    ],
  };
  await store.escalations.rename(issue.key, target.key, JSON.stringify(arrived), [STATUS_NOTE]);
  await store.work.touch(target.key, clock());
  return true;
}

/** The escalation that an issue came from by being moved: that one's run brings it here. */
export async function movedFrom(
  { issue, discussion }: { issue: Issue; discussion: Discussion | undefined },
  { store, ports }: Mover,
): Promise<IssueKey | undefined> {
  const from = discussion?.moved?.from;
  const source = from === undefined ? undefined : await issueAt(from, issue, ports);
  return source && (await store.escalations.knows(source.key)) ? source.key : undefined;
}

/** GitLab names an issue of the same group by its project alone, and one of the same project by its number. */
async function issueAt(reference: string, issue: Issue, { tracker }: ReadPorts): Promise<LinkedIssue | undefined> {
  const [, project] = /^(.*)\/-\/(?:issues|work_items)\/\d+/.exec(new URL(issue.webUrl).pathname) ?? [];
  const base = new URL(tracker.url).pathname.replace(/\/+$/, "");
  const path = (project ?? "").slice(base.length).replace(/^\//, "");
  const full = /^[^/#]+#/.test(reference) ? `${path.split("/").slice(0, -1).join("/")}/${reference}` : reference;
  const found = readIssueReference(full, { gitlabUrl: tracker.url, project: path });
  return found && tracker.findIssue(found.project, found.iid);
}
