import type { LinkedIssue } from "../escalation/issue.ts";
import type { Undone } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Directory } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import type { EffectsRunner } from "./run-effects.ts";

/** What a run works with. */
export interface Reconciler extends EffectsRunner {
  /** The policy and directory in force now. */
  configuration(): { policy: Policy; directory: Directory };
  /** Where an escalation's standups are a calendar. */
  calendarUrl(key: IssueKey): string;
  /** What a status note keeps, where it is as the service wrote it. */
  unseal(sealed: string, key: IssueKey): string | undefined;
  /** Whether an issue stands in one of the service's projects. */
  isOurs(issue: Pick<LinkedIssue, "key" | "reference">): boolean;
  /** How long a run waits for Slack before it says without it what people should know (ms). */
  patienceMs: number;
  /** The service is shutting down: work in the background begins nothing more. */
  stopping: AbortSignal;
  /** Told of who else works on an issue against the service. */
  onConflicts?: (key: IssueKey, conflicts: Conflicts) => void;
  /** Lets what goes on in the background be waited for at shutdown. */
  inBackground(work: Promise<unknown>): void;
}

/** `undone`: what is left alone for a while; `instances`: names of other stores, undefined where nobody looked. */
export interface Conflicts {
  undone: readonly Undone[];
  instances: readonly string[] | undefined;
}
