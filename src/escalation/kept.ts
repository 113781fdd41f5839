import { z } from "zod";
import { Memory } from "./memory.ts";

/** What was made outside and has to be found again: the answers that tell where it is, by effect. */
const Receipt = z.strictObject({ key: z.string(), type: z.string(), result: z.string() });

/**
 * What the status note keeps for a day on which the store is lost: all that is remembered of the escalation but what is
 * read anew, and where its channel, messages and documents are.
 */
export const Kept = z.strictObject({ memory: Memory, receipts: z.array(Receipt) });
export type Kept = z.infer<typeof Kept>;

/** GitLab takes a million characters for a comment. */
const LONGEST_LOG = 100_000;

/**
 * What is worth keeping: words that wait are on the issue as comments, and what is linked is read again. Of what the
 * tracker's log still lacks, because the wiki is away, the newest.
 */
export function keptMemory(memory: Memory): Memory {
  const { tracker } = memory;
  const kept = tracker && { ...tracker, entries: newest(tracker.entries) };
  return { ...memory, words: [], linked: null, statusNote: null, tracker: kept };
}

function newest<Entry extends { text: string }>(entries: readonly Entry[]): Entry[] {
  let left = LONGEST_LOG;
  const from = entries.findLastIndex(({ text }) => {
    left -= text.length;
    return left < 0;
  });
  return entries.slice(from + 1);
}

/**
 * What a status note kept, as memory to go on from; undefined for anything else. `noteId` is the note's own. One that had
 * ended and is open now was reopened, whether or not its close was seen.
 */
export function readKept(text: string, noteId: number): Kept | undefined {
  const parsed = Kept.safeParse(jsonOrNothing(text));
  if (!parsed.success) return undefined;
  const { memory, receipts } = parsed.data;
  const closed = memory.closed && { ...memory.closed, isSeen: true };
  return { memory: { ...memory, closed, statusNote: { id: noteId, signature: "" } }, receipts };
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours, or of another version: as good as nothing.
    return undefined;
  }
}
