import { z } from "zod";
import { SEVERITIES } from "../policy/terms.ts";

/** How a round can end (P-CLOSE-6, 8, P-SCOPE-2). */
export const ENDS = ["resolved", "overridden", "redirected", "moved", "deleted"] as const;

/** Days since 1970-01-01, in the policy's time zone. */
const Day = z.int();
/** Milliseconds of working time since the opening; null: not yet. */
const WorkingTime = z.number().nullable();
/** What a clock's turn that was counted as late counts from (ms): a turn is late once. */
const Turn = z.number().nullable();

/** By a plain test: these are most of what there is to read, and a schema of them takes four times as long. */
const Updates = z.custom<[day: number, inTime: number, late: number][]>(
  (value) =>
    Array.isArray(value) && value.every((one) => Array.isArray(one) && one.length === 3 && one.every(Number.isInteger)),
  "is no list of days with their updates",
);

/**
 * What the figures need of one escalation, and nothing that names its customer: small, so that a company's whole history
 * is read at once, and kept when its timeline is not. docs/figures.md has the definitions.
 */
export const Life = z.strictObject({
  /** The worst it has had. */
  severity: z.enum(SEVERITIES),
  region: z.string().nullable(),
  opened: Day,
  toDri: WorkingTime,
  toAcceptance: WorkingTime,
  toUpdate: WorkingTime,
  /** A day, how many updates were given in time on it, and how many became late. */
  updates: Updates,
  late: z.strictObject({ internal: Turn, customer: Turn }),
  /** The rounds that are over; `open` is how long it had been open until then, in all of them together (ms). */
  ends: z.array(z.strictObject({ round: z.int(), day: Day, as: z.enum(ENDS), open: z.number() })),
  isOpen: z.boolean(),
});
export type Life = z.infer<typeof Life>;
