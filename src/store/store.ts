import type { IssueKey } from "../issue-key.ts";

/**
 * What the service keeps. GitLab is the truth; this holds only what GitLab does not: which deliveries were taken, which
 * issues want a look and when, what is owed to GitLab and Slack and what came of it, and why things were decided.
 * One interface, two engines (SQLite in a worker thread, PostgreSQL), one conformance suite.
 *
 * Times are milliseconds since the epoch and always arguments: a store has no clock.
 */
export interface Store {
  readonly deliveries: Deliveries;
  readonly work: Work;
  readonly escalations: Escalations;
  readonly facts: KeptFacts;
  readonly digests: Digests;
  /** What has not happened though it should have by now. */
  overdue(limits: AuditLimits): Promise<Overdue>;
  /** Resolves if the database answers and can be written to. Throws `StoreUnavailable` otherwise. */
  ping(): Promise<void>;
  /**
   * Removes deliveries and timelines of closed escalations older than these times (ms), and digests of days that were over
   * when those deliveries came. Answers how many deliveries.
   */
  sweep(before: { deliveries: number; timelines: number }): Promise<number>;
  /** Finishes what is under way and lets go of the database. */
  close(): Promise<void>;
}

/** A webhook delivery worth keeping: authentic, about an escalation, not our own echo. */
export interface Delivery {
  /** `Idempotency-Key`, where GitLab sends one, else a hash of what was sent. Repeats of one delivery share it. */
  id: string;
  key: IssueKey;
  /** `X-Gitlab-Event`. */
  event: string;
  /** The body as it came. */
  body: string;
  receivedAt: number;
}

export interface Deliveries {
  /**
   * Keeps a delivery and makes its issue's work due now, in one transaction; resolves after the commit reached the disk.
   * Deliveries that arrive within about a millisecond share a commit (64 at most). A delivery that is known already
   * answers "known" and touches nothing. Throws `StoreUnavailable` when nothing could be kept.
   */
  accept(delivery: Delivery): Promise<"kept" | "known">;
}

/** One run over one issue, held by one worker. `generation` tells whether the issue was heard of during the run. */
export interface Claim {
  key: IssueKey;
  worker: string;
  generation: number;
  /** Failed runs in a row before this one. */
  attempts: number;
  /** Since when it was due (ms). */
  dueAt: number;
}

/**
 * The queue: one row per issue, with `due_at`, `generation`, `claimed_until`, `attempts`. At most one run per issue at a
 * time; what is heard during a run makes it due again at once; reminders, retries and hand-over between replicas are
 * the same row with another `due_at`.
 */
export interface Work {
  /** Makes an issue due no later than `dueAt` and notes that it was heard of. A parked one is un-parked. */
  touch(key: IssueKey, dueAt: number): Promise<void>;
  /** The same for many issues in one transaction. */
  touchAll(keys: readonly IssueKey[], dueAt: number): Promise<void>;
  /** Takes the longest-due row that nobody holds (or whose lease ran out) and holds it until `now + leaseMs`. */
  claim(worker: string, now: number, leaseMs: number): Promise<Claim | undefined>;
  /** Holds on for longer. False if the claim was lost meanwhile: the run should stop. */
  renew(claim: Claim, now: number, leaseMs: number): Promise<boolean>;
  /** The run is over: due again at once if the issue was heard of during it, else at `recheckAt`, else never. Attempts back to 0. */
  finish(claim: Claim, recheckAt: number | undefined): Promise<void>;
  /** The run failed: due again at `retryAt` (at once if heard of meanwhile is NOT a reason to skip the back-off), attempts + 1, `error` kept. */
  fail(claim: Claim, retryAt: number, error: string): Promise<void>;
  /** The run failed for good: not due until touched; visible in `parked()`. */
  park(claim: Claim, at: number, error: string): Promise<void>;
  /** Gives the row back untouched (shutdown): due as before, attempts as before. */
  release(claim: Claim): Promise<void>;
  /** When the next row that nobody holds becomes due, or the next lease runs out; undefined if none ever does. */
  nextDueAt(): Promise<number | undefined>;
  parked(): Promise<{ key: IssueKey; at: number; error: string; attempts: number }[]>;
  /** Calls back whenever something may have become due earlier than known, in this process or (PostgreSQL, LISTEN) another. Returns the unsubscribe. */
  onWake(wake: () => void): () => void;
  /** Figures for metrics: rows due, claimed, parked. */
  counts(now: number): Promise<{ due: number; claimed: number; parked: number }>;
}

/**
 * Which system an effect goes to, or `aside`: something that nothing else waits for, whatever system it goes to. What is
 * owed aside may take its time and holds up neither GitLab nor Slack.
 */
export type Lane = "gitlab" | "slack" | "aside";

/**
 * - `pending`: owed, not begun, or begun and certainly not done
 * - `running`: begun by somebody whose lease runs
 * - `unknown`: begun, and nobody knows what came of it (crash, timeout): look it up before repeating
 * - `done`: its `result` is the receipt
 * - `given-up`: will not be tried again by itself; `error` says why
 */
export type EffectState = "pending" | "running" | "unknown" | "done" | "given-up";

/** Something owed to the outside, and what came of it. `key` names the effect within its escalation: a repeat has the same key. */
export interface Effect {
  key: string;
  lane: Lane;
  /** Effects of one stream run in the order they were committed; different streams run side by side. */
  stream: string;
  /** What to do, as the acting shell understands it: JSON. */
  action: string;
  state: EffectState;
  /** Failed attempts so far. */
  attempts: number;
  /** Not before this time (back-off, Retry-After). */
  dueAt: number;
  /** When the first attempt began: what a look-up searches from. */
  firstTriedAt: number | undefined;
  /** JSON; undefined until done. */
  result: string | undefined;
  error: string | undefined;
}

export interface NewEffect {
  key: string;
  lane: Lane;
  stream: string;
  action: string;
  /** Since when (ms) somebody may have done it already, though nobody knows: it is looked up first. */
  since?: number;
  /** Done before, with this result (JSON). */
  result?: string;
}

export interface TimelineEntry {
  at: number;
  /** Who did it: a username, or "service". */
  who: string;
  /** What happened, a sentence for people. */
  what: string;
  /** The process rule, such as `P-DRI-3`. */
  rule: string;
  /** JSON: the facts the rule fired on. */
  facts: string;
}

/** What the service remembers of one escalation. */
export interface Remembered {
  /** JSON, as the deciding core understands it. */
  memory: string;
  /** Its line of the overview, JSON. */
  summary: string;
  effects: Effect[];
}

/** The columns the overview filters and sorts by; `summary` is JSON for the rest. */
export interface Summary {
  open: boolean;
  /** Whose escalation it is, folded so that equal customers compare equal; null while unknown. */
  customer: string | null;
  summary: string;
  /** What the figures need of it, JSON; left out or null: as it was. */
  life?: string | null;
}

/** What pages read of an escalation. */
export interface EscalationLine {
  key: IssueKey;
  open: boolean;
  /** JSON. */
  summary: string;
  /** When it changed last (ms). */
  changedAt: number;
}

export interface Commit {
  key: IssueKey;
  memory: string;
  view: Summary;
  /** Effects to add. One whose key exists already: left alone if its action is the same or it is once-only (see `replace`). */
  effects: readonly NewEffect[];
  /** Effects to add or, where the key exists with another action and is not `running`, to make pending again with the new action. */
  replace: readonly NewEffect[];
  timeline: readonly TimelineEntry[];
  /** Other issues whose changes concern this escalation; they replace those of the last commit. */
  watched: readonly IssueKey[];
  at: number;
  /** Of the claim under which it was decided: whoever has lost that writes nothing. Left out: unclaimed. */
  generation?: number;
}

export interface Escalations {
  /** Whether the service has ever taken this issue on. */
  knows(key: IssueKey): Promise<boolean>;
  load(key: IssueKey): Promise<Remembered | undefined>;
  /** Writes what a decision changed, all or nothing. Answers false, and writes nothing, where the claim is lost. */
  commit(commit: Commit): Promise<boolean>;
  /**
   * Marks effects as running, held by `worker` until `now + leaseMs`, in one transaction, and answers those that were
   * taken, in commit order, each with the state it had before: `unknown` (or `running` with a lease that ran out) means
   * look it up first. Not taken: done, given up, not yet due, or held by somebody else.
   */
  begin(key: IssueKey, effectKeys: readonly string[], worker: string, now: number, leaseMs: number): Promise<Effect[]>;
  /** Answers those that the worker still holds. */
  renewEffects(
    key: IssueKey,
    effectKeys: readonly string[],
    worker: string,
    now: number,
    leaseMs: number,
  ): Promise<string[]>;
  /**
   * Records what came of effects, in one transaction. With `worker`, what is not done is recorded only where that one still
   * holds it.
   */
  settle(key: IssueKey, outcomes: readonly EffectOutcome[], worker?: string): Promise<void>;
  /**
   * Gives an escalation the key of the issue that its own became, with new memory and without the receipts of these
   * effects. Nothing happens where the new key is known, or the old one is not.
   */
  rename(from: IssueKey, to: IssueKey, memory: string, forget: readonly string[]): Promise<void>;
  timeline(key: IssueKey): Promise<TimelineEntry[]>;
  /** Open escalations of one customer, in the order they were taken on. */
  ofCustomer(customer: string): Promise<{ key: IssueKey; summary: string }[]>;
  /** The open escalations that watch an issue. */
  watching(key: IssueKey): Promise<IssueKey[]>;
  /**
   * Makes what was given up owed again, as `unknown` so that it is looked up first, with no failed attempts and due now;
   * save effects whose key starts so. Answers whose escalations' effects there were, each once.
   */
  retryGivenUp(now: number, except: string): Promise<IssueKey[]>;
  /** Open escalations (or all), with their summary. */
  list(filter: { open?: boolean }): Promise<{ key: IssueKey; open: boolean; summary: string }[]>;
  /** One escalation as pages show it; undefined where it is not known. */
  line(key: IssueKey): Promise<EscalationLine | undefined>;
  /** All of one customer's, open and past, taken on last first. */
  everyOf(customer: string): Promise<EscalationLine[]>;
  /** When any of them changed last (ms); undefined where there are none. */
  changedAt(): Promise<number | undefined>;
  /** What the figures need of every escalation that ever was opened, JSON each, in one query. */
  lives(): Promise<{ key: IssueKey; life: string }[]>;
  /** Effects that wait or were given up, over all escalations, for doctor, metrics and the overview. */
  troubled(): Promise<{ key: IssueKey; effect: Effect }[]>;
}

export type EffectOutcome =
  | { key: string; state: "done"; result: string }
  | { key: string; state: "pending" | "unknown"; retryAt: number; error: string }
  | { key: string; state: "given-up"; error: string };

/** Small facts kept across restarts under a name: own user ids, channel ids, people looked up. Values are JSON text. */
export interface KeptFacts {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string, at: number): Promise<void>;
  /** All facts whose name starts so. */
  startingWith(prefix: string): Promise<{ name: string; value: string; at: number }[]>;
}

/** Names a digest: there is one for each CSM manager and day. */
export interface DigestName {
  /** Username, in lower case. */
  manager: string;
  /** ISO date, local to the manager. */
  day: string;
}

export interface NewDigest extends DigestName {
  /** The morning it belongs to, and when that day is over: it is never sent later (ms). */
  morningAt: number;
  expiresAt: number;
}

/** A digest owed, or what came of it. Its text is made when it is sent. */
export interface Digest extends NewDigest {
  state: EffectState;
  /** Failed attempts so far. */
  attempts: number;
  /** Not before this time. */
  dueAt: number;
  /** When the first attempt began: what a look-up searches from. */
  firstTriedAt: number | undefined;
  /** While running: how long whoever is at it may take. */
  heldUntil: number | undefined;
}

export type DigestOutcome =
  | { state: "done" }
  | { state: "pending" | "unknown"; retryAt: number; error: string }
  | { state: "given-up"; error: string };

/** Direct messages to CSM managers, one a day each (P-ROLE-1). Not tied to one escalation, so no effects of one. */
export interface Digests {
  /** Notes that digests are owed, due at once; one that is known, sent or not, is left alone. */
  want(digests: readonly NewDigest[], at: number): Promise<void>;
  /** Every digest that is still owed, and every one of a day that is not over. */
  current(now: number): Promise<Digest[]>;
  /**
   * Takes one, until `now + holdMs`, and answers it with the state it had before: `unknown`, or `running` with a hold that
   * ran out, means look it up first. Undefined where it is over and done with, not yet due, or held by somebody else.
   */
  begin(name: DigestName, now: number, holdMs: number): Promise<Digest | undefined>;
  settle(name: DigestName, outcome: DigestOutcome): Promise<void>;
}

/** Times in milliseconds. */
export interface AuditLimits {
  /** Work that was due by then should have had its turn. */
  dueBefore: number;
  /** As many failed runs in a row are too many. */
  attempts: number;
  /** What waits since then, or longer, is stuck. */
  waitingSince: number;
  /** At most so many of each kind are told, those that are late longest first. */
  most: number;
}

/** What was given up is not among it: it waits for a person, and no more for its time. */
export interface Overdue {
  work: { key: IssueKey; dueAt: number; attempts: number; error: string | null }[];
  effects: { key: IssueKey; effect: string; since: number; error: string | null }[];
}

/** Nothing could be read or kept: the caller answers 503 or tries later. The database's own error is the `cause`. */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
}

/** Somebody else has the embedded store open; the message names the folder and says what to do. */
export class StoreInUse extends Error {
  override name = "StoreInUse";
}
