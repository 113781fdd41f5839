import type { Fields } from "../escalation/fields.ts";
import type { Issue, Member, Note } from "../escalation/issue.ts";
import type { Memory } from "../escalation/memory.ts";
import type { Directory } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import type { Severity } from "../policy/terms.ts";
import type { Action, EditIssue } from "./action.ts";
import type { Receipts } from "./receipts.ts";

/** Everything a decision may look at. Rules read nothing else: no clock, no network, no store, no event. */
export interface Facts {
  /** The issue as the rules read it: as GitLab has it, with what commands asked for. */
  issue: Issue;
  /** The issue as GitLab has it: what an edit is compared with. */
  onGitLab: Issue;
  fields: Fields;
  memory: Memory;
  receipts: Receipts;
  policy: Policy;
  directory: Directory;
  /** A member of the project by username, whatever the case. */
  member(username: string): Member | undefined;
  /** The service's own user on GitLab. */
  ownUserId: number;
  /** The status note found on the issue though it is not remembered: written by a run that could not say so any more. */
  foundStatusNote: number | undefined;
  /** The comments, oldest first; undefined where nothing said that there are new ones. */
  comments: readonly Note[] | undefined;
  /** The severity whose label was set last, read only where two stand together (P-SEV-1). */
  newestSeverity: Severity | undefined;
  /** Edits this run has made already: wanting one again means that GitLab did not take it. */
  editsMade: readonly EditIssue[];
  /** Whether Slack is connected at all. */
  chat: boolean;
  /** Chat is slow or down: what people should know meanwhile is written without waiting for it. */
  waitNoLonger: boolean;
  now: number;
}

/** An action with the name of its effect, its place in the order of things, and why. */
export interface PlannedAction {
  key: string;
  lane: "gitlab" | "slack";
  /** Actions of one stream happen in order; others side by side. */
  stream: string;
  action: Action;
  /** A later decision replaces this one: the topic, the declaration's text. Otherwise the effect happens once. */
  replaces?: true;
}

export interface TimelineEvent {
  who: string;
  what: string;
  rule: string;
  facts: Record<string, unknown>;
}

export interface Decision {
  memory: Memory;
  actions: readonly PlannedAction[];
  timeline: readonly TimelineEvent[];
  /** When to look again though nothing happens; undefined: not by itself. */
  recheckAt: number | undefined;
  overview: Overview;
}

/** One line of the overview and of `GET /api/escalations`. */
export interface Overview {
  project_id: number;
  iid: number;
  title: string;
  web_url: string;
  customer: string | null;
  severity: Severity | null;
  status: string | null;
  dri: string | null;
  product_dri: string | null;
  origin: string | null;
  opened_at: string;
  overdue: boolean;
  needs: string[];
  channel: string | null;
}
