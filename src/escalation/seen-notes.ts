import type { Note } from "./issue.ts";
import type { Memory } from "./memory.ts";

/** GitLab gives out ids before it shows the comments: one with a lower id can appear later, but not this much later. */
const STRAGGLERS_MS = 10 * 60_000;

type Seen = Memory["notes"];

/** Comments that were not seen before. A comment is read once, when it is first seen; editing it later says nothing. */
export function unseen(notes: readonly Note[], { upTo, above }: Seen): Note[] {
  return notes.filter(({ id }) => id > upTo && !above.includes(id));
}

/** With these comments seen too. */
export function withSeen(seen: Seen, notes: readonly Note[], count: number | null, now: number): Seen {
  const settled = notes.filter(({ createdAt }) => createdAt < now - STRAGGLERS_MS).map(({ id }) => id);
  const upTo = Math.max(seen.upTo, ...settled);
  const above = [...new Set([...seen.above, ...notes.map(({ id }) => id)])]
    .filter((id) => id > upTo)
    .sort((a, b) => a - b);
  return { upTo, above, count };
}
