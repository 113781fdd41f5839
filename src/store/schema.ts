import type { IssueKey } from "../issue-key.ts";
import type { EffectState, Lane } from "./store.ts";

/**
 * The tables as both engines hold them: times are integers (milliseconds since the epoch), JSON is text, a yes or no is
 * 1 or 0. `migrations.ts` makes them.
 */
export interface Schema {
  deliveries: DeliveryRow;
  work: WorkRow;
  escalations: EscalationRow;
  lives: LifeRow;
  effects: EffectRow;
  timeline: TimelineRow;
  watches: WatchRow;
  kept_facts: KeptFactRow;
  digests: DigestRow;
  heartbeat: HeartbeatRow;
}

export interface DeliveryRow {
  id: string;
  issue_key: IssueKey;
  event: string;
  body: string;
  received_at: number;
}

export interface WorkRow {
  issue_key: IssueKey;
  /** Null: not due until touched. Keeps its value while claimed, so that a lost or released claim is due as before. */
  due_at: number | null;
  /** Grows with every touch and every claim, so that each claim has a number of its own. */
  generation: number;
  claimed_by: string | null;
  claimed_at: number | null;
  claimed_until: number | null;
  /** The generation the claim was given: whoever holds another number has lost the row. */
  claimed_generation: number | null;
  attempts: number;
  error: string | null;
  parked_at: number | null;
}

export interface EscalationRow {
  issue_key: IssueKey;
  memory: string;
  is_open: number;
  customer: string | null;
  summary: string;
  /** When the service first committed something about it. */
  taken_at: number;
  changed_at: number;
}

/** What the figures need of an escalation: kept for good, and small, so that all of them are read at once. */
export interface LifeRow {
  issue_key: IssueKey;
  life: string;
}

export interface EffectRow {
  issue_key: IssueKey;
  effect_key: string;
  /** The order of commit within one escalation. */
  position: number;
  lane: Lane;
  stream: string;
  action: string;
  state: EffectState;
  attempts: number;
  due_at: number;
  first_tried_at: number | null;
  claimed_by: string | null;
  claimed_until: number | null;
  result: string | null;
  error: string | null;
}

export interface TimelineRow {
  issue_key: IssueKey;
  position: number;
  at: number;
  who: string;
  what: string;
  rule: string;
  facts: string;
}

/** An escalation (`issue_key`) that wants to be looked at when another issue changes. */
export interface WatchRow {
  issue_key: IssueKey;
  watched_key: IssueKey;
}

export interface KeptFactRow {
  name: string;
  value: string;
  at: number;
}

/** A CSM manager's digest of one day, owed or sent. */
export interface DigestRow {
  manager: string;
  /** ISO date, local to the manager. */
  day: string;
  morning_at: number;
  /** When that day is over. */
  expires_at: number;
  state: EffectState;
  attempts: number;
  due_at: number;
  first_tried_at: number | null;
  held_until: number | null;
  error: string | null;
}

/** One row, written by `ping`: reading alone would not notice a full disk or a standby. */
export interface HeartbeatRow {
  id: number;
  beats: number;
}
