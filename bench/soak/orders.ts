import { z } from "zod";

/** What the soak asks of the service's process. `ms` goes with `set-ahead`: by how much its clock is ahead of the machine's. */
export const Order = z.strictObject({
  id: z.int(),
  does: z.enum(["set-ahead", "come-to-rest", "look-for-itself", "sync", "tell-memory", "tell-tally", "close"]),
  ms: z.number().optional(),
});
export type Order = z.infer<typeof Order>;

/** The answer to the order with this id; to 0 once it listens, with its address. */
export const Answer = z.union([
  z.strictObject({ id: z.int(), failure: z.string() }),
  z.strictObject({ id: z.int(), value: z.unknown().optional() }),
]);
export type Answer = z.infer<typeof Answer>;

/** What the service's log said: errors in words, warnings by how often. */
export const Tally = z.strictObject({ errors: z.array(z.string()), warnings: z.record(z.string(), z.number()) });
export type Tally = z.infer<typeof Tally>;

/** When the next thing is due, in milliseconds since the epoch. */
export const NextDue = z.number().optional();

/** In bytes, after what is not used any more was given back. */
export const Memory = z.object({ rss: z.number(), heapUsed: z.number() });
export type Memory = z.infer<typeof Memory>;
