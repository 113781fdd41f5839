import { type IssueKey, issueKey } from "../issue-key.ts";
import type { Issue, Webhook } from "./webhook.ts";

/** Why a webhook is of no use: closed, so that logs and metrics can count by it. */
export type Irrelevance = "other event" | "other project" | "own echo" | "no escalation" | "unreadable";

/** `sure` is false where only the store can tell whether the issue is an escalation. */
export type Recognised = { key: IssueKey; sure: boolean } | { irrelevant: Irrelevance };

export interface Surroundings {
  /** Ids and full paths of the escalation projects, lower case. */
  projects: ReadonlySet<string>;
  /** The user ids the service writes as, now or earlier: a replaced token is another user. */
  ownUserIds: ReadonlySet<number>;
}

const ESCALATION = "escalation";
const hiddenLine = /^[ \t]*<!--\s*escalation\s*-->[ \t]*\r?$/im;

/** Items that can be opened as an escalation. Others (Task, Test case, …) are heard only if they became one from an issue. */
const issueTypes: ReadonlySet<string> = new Set(["issue", "incident", "ticket"]);

/**
 * Says which escalation a webhook is about, if any. The payload decides, not the header: project, group and system
 * hooks carry the same, confidential ones too, and an issue promoted to an incident goes on as a `work_item`.
 */
export function recognise(webhook: Webhook, { projects, ownUserIds }: Surroundings): Recognised {
  const subject = subjectOf(webhook);
  if (!subject) return { irrelevant: "other event" };
  const { issue, actor } = subject;
  const projectId = webhook.project?.id ?? webhook.project_id ?? issue?.project_id;
  const path = webhook.project?.path_with_namespace;
  if (![projectId, path].some((name) => name && projects.has(`${name}`.toLowerCase()))) {
    return { irrelevant: "other project" };
  }
  if (actor && ownUserIds.has(actor)) return { irrelevant: "own echo" };
  if (!projectId || !issue?.iid) return { irrelevant: "unreadable" };
  return { key: issueKey({ projectId, iid: issue.iid }), sure: isEscalation(issue, webhook) };
}

/** The issue a webhook is about and who acted, for a note its author; undefined if it is about anything else. */
function subjectOf({ object_kind, object_attributes, issue, user }: Webhook) {
  switch (object_kind) {
    case "issue":
    case "work_item":
      return { issue: object_attributes, actor: user?.id };
    case "note":
      if (object_attributes?.noteable_type !== "Issue") return undefined;
      return { issue, actor: object_attributes.author_id ?? user?.id };
    default:
      return undefined;
  }
}

/** It carries the label, has just lost it, or was opened from the template. */
function isEscalation(issue: Issue, { labels, changes }: Webhook): boolean {
  if (issue.type && !issueTypes.has(issue.type.toLowerCase())) return false;
  return (
    [labels, issue.labels, changes?.labels?.current, changes?.labels?.previous].some(haveEscalation) ||
    hiddenLine.test(issue.description ?? "")
  );
}

function haveEscalation(labels: Webhook["labels"]): boolean {
  return labels?.some((label) => label?.title?.toLowerCase() === ESCALATION) ?? false;
}
