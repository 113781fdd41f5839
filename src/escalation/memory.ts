import { z } from "zod";
import type { IssueKey } from "../issue-key.ts";
import { NATURES, ORIGINS, ROLES, SEVERITIES, WEEKDAYS } from "../policy/terms.ts";
import { STATUSES } from "./labels.ts";
import { Life } from "./life.ts";

/** What people may take away or set, and the service puts back. */
const PutBack = z.enum(["severity", "dri", "escalation", "confidential", "labels"]);
export type PutBack = z.infer<typeof PutBack>;

/** What somebody undoes again and again: when they did last, and how long it is left alone for that. */
const Undone = z.strictObject({
  /** A label, or the assignee. */
  what: z.string(),
  by: z.string().nullable(),
  times: z.array(z.number()),
  /** How often in a row it was left alone. */
  holds: z.number(),
  until: z.number().nullable(),
});
export type Undone = z.infer<typeof Undone>;

const Dri = z.strictObject({
  username: z.string(),
  name: z.string(),
  id: z.number(),
  role: z.enum(ROLES).nullable(),
  /** In words: which rule on which facts, or who chose. */
  because: z.string(),
  since: z.number(),
  /** Whether they were a member of the project when they became it: who is none any more has left. */
  member: z.boolean().default(true),
});

const Key = z.custom<IssueKey>((key) => typeof key === "string");

const Linked = z.strictObject({
  key: Key,
  reference: z.string(),
  title: z.string(),
  state: z.enum(["opened", "closed"]),
  webUrl: z.string(),
});

/** How far a clock has been followed since its last update: what was said is said once (P-CAD-10). */
const ClockMemory = z.strictObject({
  /** What the present turn counts from; another one begins afresh. */
  from: z.number(),
  reminded: z.boolean(),
  overdue: z.boolean(),
  manager: z.boolean(),
  /** Told that nobody spoke with the customer for twice the clock (P-CAD-9). */
  silent: z.boolean(),
});

const Update = z.strictObject({ at: z.number(), by: z.string(), note: z.number() });

/** `id` is the user's; `text` the evidence, or a remark. */
const Agreement = z.strictObject({
  by: z.string(),
  id: z.number(),
  at: z.number(),
  note: z.number(),
  text: z.string(),
});

/** What people say by command that is told in the channel and kept in the tracker: updates, and what leads to the end. */
export const KINDS_OF_WORDS = [
  "internal",
  "customer",
  "agree-customer",
  "agree-internal",
  "disagree-customer",
  "disagree-internal",
  "resolve",
  "rca-requested",
  "rca-delivered",
  "rca-not-needed",
  "moved",
] as const;

/** Which of the things that `resume` takes back came later (P-CAD-8): several may have come in one comment. */
const Turn = z.number().default(0);

const Ask = z.strictObject({ times: z.number(), lastAt: z.number() });

/**
 * What the service remembers of one escalation: what it last recorded, so that it can tell what changed. The truth is
 * the issue; times are milliseconds since the epoch.
 */
export const Memory = z.strictObject({
  version: z.literal(1),
  /** 1, and one more for each reopening. */
  round: z.number(),
  takenOnAt: z.number(),
  /** When it got its severity and so its opening; null while held (P-SEV-2). */
  openedAt: z.number().nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  origin: z.enum(ORIGINS).nullable(),
  /** The origin that was answered by command before the opening, when boxes count and labels do not (P-STAT-2). */
  originCommand: z.enum(ORIGINS).nullable().default(null),
  /** Where severity and origin come from, in words: the service's own label says it no more. */
  because: z.strictObject({ severity: z.string().nullable(), origin: z.string().nullable() }),
  /** The last severity set by command: who, and why, in their words. */
  severityCommand: z.strictObject({ severity: z.enum(SEVERITIES), by: z.string(), reason: z.string() }).nullable(),
  /** What was last said of the severity; `number` counts the changes said, 0 is the declaration. */
  announced: z
    .strictObject({
      number: z.number(),
      from: z.enum(SEVERITIES),
      to: z.enum(SEVERITIES),
      at: z.number(),
      by: z.string().nullable(),
      reason: z.string(),
    })
    .nullable(),
  natures: z.array(z.enum(NATURES)),
  /** Where the service has moved it to last: the label follows, never the other way round (P-STAT-2). */
  status: z.enum(STATUSES).nullable().default(null),
  /** Where it stands but for its end: what a wish to close, taken back, leads back to. */
  baseStatus: z.enum(["opened", "in-progress", "monitoring"]).nullable().default(null),
  /** The last move between in progress and monitoring; `number` counts them, `text` is in the mover's words. */
  move: z
    .strictObject({
      number: z.number(),
      to: z.enum(["in-progress", "monitoring"]),
      by: z.string(),
      text: z.string(),
      at: z.number(),
      turn: Turn,
    })
    .nullable()
    .default(null),
  /** The labels that only the service sets, as it last wanted them; null while unknown. */
  ownLabels: z.array(z.string()).nullable().default(null),
  /** Those of them that were seen to stand on GitLab: only these can be taken off. */
  ownLabelsSeen: z.array(z.string()).default([]),
  dri: Dri.nullable(),
  /** Who was chosen by hand last, by whom, and why in their words. */
  chosen: z.strictObject({ id: z.number(), by: z.string(), reason: z.string() }).nullable().default(null),
  /** Who should take over by the rules, where the policy only proposes (P-DRI-8). */
  proposed: Dri.nullable(),
  /** The role the rules named last: a change of it, and nothing else, hands over by itself. */
  ruledRole: z.enum(ROLES).nullable(),
  /** The last handover; `number` counts them. */
  handover: z
    .strictObject({
      number: z.number(),
      from: z.string(),
      to: z.string(),
      because: z.string(),
      ruleSays: z.string(),
    })
    .nullable(),
  /** The DRI who asked for another, by user id, when, and why in their words (P-DRI-11). */
  declined: z.strictObject({ id: z.number(), at: z.number(), why: z.string() }).nullable(),
  productDri: z.string().nullable(),
  /** Named by hand: stays, whatever the severity's rank asks for (P-PROD-2). */
  productDriByHand: z.boolean(),
  /** Those attached before, who stay (P-PROD-2). */
  productDrisBefore: z.array(z.string()).default([]),
  /** The severity whose rank the Product DRI was named for. */
  productDriFor: z.enum(SEVERITIES).nullable().default(null),
  /** Significant changes to announce, by the comment that says them (P-ANN-1). */
  alerts: z.array(z.strictObject({ note: z.number(), by: z.string(), text: z.string() })),
  /** Brought in by command, for this escalation (P-SEV-3). */
  involved: z.array(z.string()),
  /** Who took it on as its DRI, by user id, and when (P-DRI-11); says nothing of another DRI. */
  accepted: z.strictObject({ id: z.number(), at: z.number() }).nullable(),
  /** Comments up to this id are all seen; `above` are those seen beyond it. `count` is GitLab's own count of them. */
  notes: z.strictObject({ upTo: z.number(), above: z.array(z.number()), count: z.number().nullable() }),
  /** `signature` is what it was last written with; its id is unknown until the answer came. */
  statusNote: z.strictObject({ id: z.number().nullable(), signature: z.string() }).nullable(),
  asks: z.strictObject({
    severity: Ask.nullable(),
    customer: Ask.nullable(),
    dri: Ask.nullable(),
    productDri: Ask.nullable(),
  }),
  /** Before this the clocks do not count: the opening, the last change of severity or move (P-CAD-1, 6). */
  clocksFrom: z.number().default(0),
  /** When the last pause ended: before it the internal clock does not count (P-CAD-8). */
  pauseEndedAt: z.number().default(0),
  clocks: z
    .strictObject({ internal: ClockMemory.nullable(), customer: ClockMemory.nullable() })
    .default({ internal: null, customer: null }),
  updates: z
    .strictObject({ internal: Update.nullable(), customer: Update.nullable() })
    .default({ internal: null, customer: null }),
  /** What the last update said comes next, to tell when it does not move (P-CAD-9). `told` is what the manager was told of. */
  nextSteps: z
    .strictObject({
      note: z.number(),
      text: z.string(),
      /** The end of the day it is promised for. */
      by: z.number().nullable(),
      isSame: z.boolean(),
      told: z.array(z.enum(["same", "passed"])),
    })
    .nullable()
    .default(null),
  /** The internal clock stands still until then (P-CAD-8). */
  pause: z
    .strictObject({
      ...{ until: z.number(), from: z.number(), why: z.string(), by: z.string(), note: z.number() },
      turn: Turn,
    })
    .nullable()
    .default(null),
  /** The standup series (P-CAD-5); `sequence` counts its changes, `remindedUpTo` is the last occurrence that was told of. */
  standup: z
    .strictObject({
      days: z.array(z.enum(WEEKDAYS)),
      time: z.string(),
      timeZone: z.string(),
      link: z.string().nullable(),
      isStopped: z.boolean(),
      sequence: z.number(),
      setAt: z.number(),
      remindedUpTo: z.number(),
    })
    .nullable()
    .default(null),
  /** What people said that is still to be told in the channel, or to be written into the tracker (P-CAD-2). */
  words: z
    .array(
      z.strictObject({
        /** Names it for good: its comment, and its place where a comment says several. */
        id: z.string(),
        kind: z.enum(KINDS_OF_WORDS),
        by: z.string(),
        at: z.number(),
        text: z.string(),
        isTold: z.boolean(),
        isLogged: z.boolean(),
      }),
    )
    .default([]),
  /** The tracker document: what its log still lacks, and since when (ms) the rest of it is behind (P-OPEN-4). */
  tracker: z
    .strictObject({
      title: z.string(),
      entries: z.array(z.strictObject({ id: z.string(), at: z.number(), heading: z.string(), text: z.string() })),
      behindSince: z.number().nullable(),
    })
    .nullable()
    .default(null),
  /** Agreements of this round, who recorded each, and on whose word (P-CLOSE-1, 2). */
  agreements: z
    .strictObject({ customer: Agreement.nullable(), internal: Agreement.nullable() })
    .default({ customer: null, internal: null }),
  resolution: z
    .strictObject({
      ...{ by: z.string(), at: z.number(), note: z.number(), text: z.string() },
      outcome: z.enum(["positive", "negative", "none"]).nullable(),
    })
    .nullable()
    .default(null),
  /** A close is asked for (P-STAT-1); `by` is null where nobody can tell. */
  wish: z
    .strictObject({ by: z.string().nullable(), how: z.enum(["command", "hand"]), at: z.number(), turn: Turn })
    .nullable()
    .default(null),
  /** Somebody began to close it in this round. */
  closingBegan: z.boolean().default(false),
  /** Closes that were refused; `isSaid` once it is open again and the comment is on its way (P-CLOSE-5). */
  refusals: z
    .strictObject({ number: z.number(), by: z.string().nullable(), isSaid: z.boolean() })
    .default({ number: 0, by: null, isSaid: true }),
  /** The root cause analysis (P-CLOSE-4), and the issue opened for it. */
  rca: z
    .strictObject({
      /** Counts the analyses that were asked for. */
      number: z.number().default(1),
      state: z.enum(["requested", "not-needed", "delivered"]),
      ...{ by: z.string(), at: z.number(), note: z.number(), link: z.string().nullable() },
      /** `since`: when it was first known of (ms). */
      issue: z
        .strictObject({ key: Key, reference: z.string(), url: z.string(), since: z.number().default(0) })
        .nullable(),
    })
    .nullable()
    .default(null),
  /** How it ended (P-CLOSE-6, 8, P-SCOPE-2); `isSeen` once GitLab shows it closed, so that open again means reopened. */
  closed: z
    .strictObject({
      as: z.enum(["resolved", "overridden", "redirected", "moved", "deleted"]),
      by: z.string().nullable(),
      at: z.number(),
      /** The reason of an override, the process it was redirected to. */
      text: z.string(),
      link: z.string().nullable(),
      /** What was missing, in words: an override is open about it. */
      missing: z.array(z.string()),
      isSeen: z.boolean(),
    })
    .nullable()
    .default(null),
  /** Who reopened it, where it was (P-CLOSE-7). */
  reopened: z.strictObject({ by: z.string().nullable(), at: z.number() }).nullable().default(null),
  /** The round whose channel is in use: a new one is made only where the old one was archived (P-CLOSE-7). */
  channelRound: z.number().default(1),
  /** Its severity asked for a tracker document at some time: it stays when the severity falls (P-OPEN-4). */
  trackerOwed: z.boolean().default(false),
  /** Asks by their words: who said that each is answered, by whom it is, and when (P-OPEN-5). */
  asksAnswered: z
    .array(z.strictObject({ text: z.string(), by: z.string(), who: z.string(), at: z.number() }))
    .default([]),
  /** Since when each ask stands, by its words (P-OPEN-5). */
  asksSince: z.record(z.string(), z.number()).default({}),
  /** Exit criteria that are met, by their words: who ticked each, and when; null where nobody can tell (P-SEE-6). */
  criteria: z.array(z.strictObject({ text: z.string(), by: z.string().nullable(), at: z.number() })).default([]),
  /** Opening steps: since when each is owed, who said that it is done, and what was asked about it. */
  steps: z
    .record(
      z.string(),
      z.strictObject({
        since: z.number(),
        done: z.strictObject({ by: z.string(), at: z.number(), link: z.string() }).nullable(),
        asked: z.boolean(),
        manager: z.boolean(),
      }),
    )
    .default({}),
  /** Work elsewhere, as last read: when, and by GitLab's time when links had changed last (P-ROLE-2, 3). */
  linked: z
    .strictObject({
      at: z.number(),
      changedAt: z.number().nullable(),
      issues: z.array(Linked),
      /** As the issue names it. */
      incidentNamed: z.string().nullable(),
      incident: Linked.extend({ reviewRequired: z.boolean(), review: Linked.nullable() }).nullable(),
    })
    .nullable()
    .default(null),
  /** What other escalations of the customer say of this one (P-OPEN-6). */
  shown: z
    .strictObject({
      customer: z.string().nullable(),
      title: z.string(),
      severity: z.enum(SEVERITIES).nullable(),
      channel: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /** How many edits and explanations there were: their number names them. */
  edits: z.number(),
  explanations: z.number(),
  /** What was found missing and is to be explained once it stands again. */
  putBack: z.array(PutBack),
  /** Which labels, where they are among it. */
  putBackLabels: z.array(z.string()).default([]),
  /** What of it is undone again and again (P-STAT-2). */
  undone: z.array(Undone).default([]),
  /** What the figures need; null while held. */
  life: Life.nullable().default(null),
  /** The issue's `updated_at` when it was last looked at, so that a full look can pass over what has not changed. */
  seenUpdatedAt: z.number(),
});
export type Memory = z.infer<typeof Memory>;

export function newMemory(now: number): Memory {
  return {
    version: 1,
    round: 1,
    takenOnAt: now,
    openedAt: null,
    severity: null,
    origin: null,
    originCommand: null,
    because: { severity: null, origin: null },
    severityCommand: null,
    announced: null,
    natures: [],
    status: null,
    baseStatus: null,
    move: null,
    ownLabels: null,
    ownLabelsSeen: [],
    dri: null,
    chosen: null,
    proposed: null,
    ruledRole: null,
    handover: null,
    declined: null,
    productDri: null,
    productDriByHand: false,
    productDrisBefore: [],
    productDriFor: null,
    alerts: [],
    involved: [],
    accepted: null,
    notes: { upTo: 0, above: [], count: null },
    statusNote: null,
    asks: { severity: null, customer: null, dri: null, productDri: null },
    clocksFrom: 0,
    pauseEndedAt: 0,
    clocks: { internal: null, customer: null },
    updates: { internal: null, customer: null },
    nextSteps: null,
    pause: null,
    standup: null,
    words: [],
    tracker: null,
    agreements: { customer: null, internal: null },
    resolution: null,
    wish: null,
    closingBegan: false,
    refusals: { number: 0, by: null, isSaid: true },
    rca: null,
    closed: null,
    reopened: null,
    channelRound: 1,
    trackerOwed: false,
    asksAnswered: [],
    asksSince: {},
    criteria: [],
    steps: {},
    linked: null,
    shown: null,
    edits: 0,
    explanations: 0,
    putBack: [],
    putBackLabels: [],
    undone: [],
    life: null,
    seenUpdatedAt: 0,
  };
}
