import { z } from "zod";
import { NATURES, ORIGINS, ROLES, SEVERITIES } from "../policy/terms.ts";

/** What people may take away and the service puts back. */
const PutBack = z.enum(["severity", "dri", "escalation", "confidential"]);
export type PutBack = z.infer<typeof PutBack>;

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
  natures: z.array(z.enum(NATURES)),
  dri: z
    .strictObject({
      username: z.string(),
      name: z.string(),
      id: z.number(),
      role: z.enum(ROLES).nullable(),
      /** In words: which rule on which facts, or who chose. */
      because: z.string(),
      since: z.number(),
    })
    .nullable(),
  productDri: z.string().nullable(),
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
    natures: [],
    dri: null,
    productDri: null,
    statusNote: null,
    asks: { severity: null, customer: null, dri: null, productDri: null },
    edits: 0,
    explanations: 0,
    putBack: [],
    seenUpdatedAt: 0,
  };
}
