import { z } from "zod";
import { NATURES, ORIGINS, ROLES, SEVERITIES } from "../policy/terms.ts";

/** What people may take away and the service puts back. */
const PutBack = z.enum(["severity", "dri", "escalation", "confidential"]);
export type PutBack = z.infer<typeof PutBack>;

const Dri = z.strictObject({
  username: z.string(),
  name: z.string(),
  id: z.number(),
  role: z.enum(ROLES).nullable(),
  /** In words: which rule on which facts, or who chose. */
  because: z.string(),
  since: z.number(),
});

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
  dri: Dri.nullable(),
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
  /** How many edits and explanations there were: their number names them. */
  edits: z.number(),
  explanations: z.number(),
  /** What was found missing and is to be explained once it stands again. */
  putBack: z.array(PutBack),
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
    because: { severity: null, origin: null },
    severityCommand: null,
    announced: null,
    natures: [],
    dri: null,
    proposed: null,
    ruledRole: null,
    handover: null,
    declined: null,
    productDri: null,
    productDriByHand: false,
    alerts: [],
    involved: [],
    accepted: null,
    notes: { upTo: 0, above: [], count: null },
    statusNote: null,
    asks: { severity: null, customer: null, dri: null, productDri: null },
    edits: 0,
    explanations: 0,
    putBack: [],
    seenUpdatedAt: 0,
  };
}
