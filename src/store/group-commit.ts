import { type Delivery, StoreUnavailable } from "./store.ts";

const GROUP_SIZE = 64;
const GROUP_CHARACTERS = 4_000_000;
/** Far above what a healthy disk lets queue; beyond it the sender had better try later than memory fill up. */
const WAITING_CHARACTERS = 100_000_000;
const COLLECT_MS = 1;

type Answer = "kept" | "known";
type Waiting = { delivery: Delivery; resolve: (answer: Answer) => void; reject: (error: unknown) => void };

export interface GroupCommit {
  accept(delivery: Delivery): Promise<Answer>;
  /** Commits what waits; nothing is taken any more. */
  close(): Promise<void>;
}

/**
 * Lets deliveries that arrive within about a millisecond, or while the commit before is under way, share one commit:
 * 64 at most, and few megabytes. `commit` answers in order; a group it refuses for what one delivery holds is
 * committed again one by one, so that only that one fails.
 */
export function groupCommit(commit: (deliveries: Delivery[]) => Promise<Answer[]>): GroupCommit {
  let waiting: Waiting[] = [];
  let characters = 0;
  let committing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function start(): void {
    clearTimeout(timer);
    timer = undefined;
    if (committing || waiting.length === 0) return;
    committing = commitGroup(takeGroup()).finally(() => {
      committing = undefined;
      start();
    });
  }

  function takeGroup(): Waiting[] {
    let size = 0;
    const tooMuch = waiting.findIndex(({ delivery }, index) => {
      size += delivery.body.length;
      return index >= GROUP_SIZE || (index > 0 && size > GROUP_CHARACTERS);
    });
    const group = tooMuch === -1 ? waiting : waiting.slice(0, tooMuch);
    waiting = tooMuch === -1 ? [] : waiting.slice(tooMuch);
    for (const { delivery } of group) characters -= delivery.body.length;
    return group;
  }

  async function commitGroup(group: Waiting[]): Promise<void> {
    try {
      const answers = await commit(group.map(({ delivery }) => delivery));
      group.forEach(({ resolve, reject }, index) => {
        const answer = answers[index];
        if (answer) resolve(answer);
        else reject(new Error(`the store gave ${answers.length} answers to ${group.length} deliveries`));
      });
    } catch (error) {
      if (group.length > 1 && !(error instanceof StoreUnavailable)) {
        for (const one of group) await commitGroup([one]);
      } else for (const { reject } of group) reject(error);
    }
  }

  return {
    accept(delivery) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new StoreUnavailable("The store is closed."));
        if (characters + delivery.body.length > WAITING_CHARACTERS && waiting.length > 0)
          return reject(new StoreUnavailable(`${waiting.length} deliveries already wait for the disk.`));
        waiting.push({ delivery, resolve, reject });
        characters += delivery.body.length;
        if (waiting.length >= GROUP_SIZE) start();
        else timer ??= setTimeout(start, COLLECT_MS);
      });
    },

    async close() {
      closed = true;
      start();
      while (committing) await committing;
    },
  };
}
