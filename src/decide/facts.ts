import { z } from "zod";
import type { Fields } from "../escalation/fields.ts";
import type { Discussion, Issue, LabelChange, LinkedIssue, Member, Person } from "../escalation/issue.ts";
import type { Memory } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Directory } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import { type ClosingNeed, SEVERITIES, type Severity, type Weekday } from "../policy/terms.ts";
import type { Action, EditIssue } from "./action.ts";
import type { Receipts } from "./receipts.ts";
import type { ClockName } from "./rules/clocks.ts";

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
  /** Who opened it again, where it was closed for good before (P-CLOSE-7). */
  reopenedBy: Person | undefined;
  /** The status note found on the issue though it is not remembered: written by a run that could not say so any more. */
  foundStatusNote: number | undefined;
  /** What was said and done on the issue; undefined where nothing is new. */
  discussion: Discussion | undefined;
  /** Every change of its labels, oldest first; undefined where neither their order nor their author matters. */
  labelChanges: readonly LabelChange[] | undefined;
  /** Other open escalations of the same customer, oldest first (P-OPEN-6). */
  siblings: readonly Sibling[];
  /** What the escalation speaks of elsewhere, as last read; undefined where there is nothing new to read (P-ROLE-2, 3). */
  linked: LinkedWork | undefined;
  /** Edits this run has made already: wanting one again means that GitLab did not take it. */
  editsMade: readonly EditIssue[];
  /** Where the escalation's standups are a calendar to subscribe to; undefined where nobody serves it. */
  calendarUrl: string | undefined;
  /** Whether Slack is connected at all. */
  chat: boolean;
  /** Whether the customer-success platform is told by the service. */
  sentimentSink: boolean;
  /** Chat is slow or down: what people should know meanwhile is written without waiting for it. */
  waitNoLonger: boolean;
  now: number;
}

/** Another open escalation of the same customer, read out of its line of the overview. */
export const Sibling = z.object({
  project_id: z.number(),
  iid: z.number(),
  title: z.string(),
  web_url: z.string(),
  severity: z.enum(SEVERITIES).nullable(),
  channel: z.string().nullable(),
});
export type Sibling = z.infer<typeof Sibling>;

/** Issues linked to an escalation, and the incident it names with the issues linked to that. */
export interface LinkedWork {
  issues: readonly LinkedIssue[];
  /** Undefined where none is named; `issue` undefined where it cannot be read. */
  incident: { issue: LinkedIssue | undefined; linked: readonly LinkedIssue[] } | undefined;
}

/** An action with the name of its effect, its place in the order of things, and why. */
export interface PlannedAction {
  key: string;
  /** `aside`: nothing else waits for it, and it is tried without end beside everything. */
  lane: "gitlab" | "slack" | "aside";
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
  /** It has not ended. */
  open: boolean;
  /** Whose escalation it is, folded so that equal customers compare equal; null while unknown. */
  customer: string | null;
  /** Other issues whose changes concern this escalation. */
  watched: readonly IssueKey[];
}

/** One line of the overview and of `GET /api/escalations`. */
export interface Overview {
  project_id: number;
  iid: number;
  title: string;
  web_url: string;
  customer: string | null;
  severity: Severity | null;
  /** The worst that it has had. */
  worst_severity: Severity | null;
  status: string | null;
  dri: string | null;
  product_dri: string | null;
  origin: string | null;
  /** Who may read the issue on GitLab: Planners and up alone, and whoever else is its author or an assignee. */
  confidential: boolean;
  readers: string[];
  opened_at: string;
  overdue: boolean;
  /** ISO 8601, as are all that follow. */
  last_update: string | null;
  last_customer_update: string | null;
  next_due: string | null;
  paused_until: string | null;
  open_asks: { text: string; since: string }[];
  exit_criteria: {
    met: number;
    of: number;
    items: { text: string; met: boolean; by: string | null; at: string | null }[];
  };
  needs: string[];
  /** What is missing to close it, by the policy's words for it. */
  missing_to_close: (ClosingNeed | "severity")[];
  /** A close is asked for. */
  closing: boolean;
  channel: string | null;
  channel_id: string | null;
  /** The CSM manager's username, and the customer's region. */
  manager: string | null;
  region: string | null;
  /** The clocks that run. */
  clocks: { name: ClockName; due: string; overdue_at: string }[];
  /** By when the DRI is to take it on; null: taken on, declined, or there is none. */
  accept_by: string | null;
  /** Opening steps that people owe. */
  steps_missing: { id: string; due: string }[];
  /** What the service could not do, in words. */
  failed: string[];
  /** Only those allowed read whose it is (P-OPEN-7). */
  restricted: boolean;
  /** The beginning of "What is happening". */
  happening: string | null;
  /** The DRI's name, where somebody knows one. */
  dri_name: string | null;
  paused_because: string | null;
  /** The standup series that runs (P-CAD-5): local time, IANA zone. */
  standup: { days: Weekday[]; time: string; time_zone: string; link: string | null } | null;
  channel_url: string | null;
  tracker_url: string | null;
  /** When and how it ended, and with which outcome; all null while it goes on. */
  closed_at: string | null;
  closed_as: string | null;
  outcome: string | null;
}
