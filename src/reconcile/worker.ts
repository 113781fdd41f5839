import { OutsideError } from "../act/outside-error.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Claim, Store } from "../store/store.ts";
import { backoff } from "./backoff.ts";
import type { Log } from "./log.ts";

export interface WorkerOptions {
  store: Store;
  /**
   * One run over one issue; answers when to look again by itself (ms). `signal` tells it to begin nothing more: at a
   * shutdown, or because another worker has taken the issue over. It then throws `Interrupted`.
   */
  run(key: IssueKey, signal: AbortSignal): Promise<number | undefined>;
  /** Names this process among replicas. */
  worker: string;
  /** How long a run is held for without renewal (ms). */
  leaseMs: number;
  /** Issues at a time. */
  concurrency: number;
  /** The longest the queue is left unasked (ms): the poll behind wake-ups that get lost. */
  pollMs: number;
  clock: () => number;
  log: Log;
  /** Told how long after it was due (ms) an issue had its turn, and how long after it was due the run had ended well. */
  onTurn?: (lateMs: { begun: number } | { done: number }) => void;
}

export interface Worker {
  /** Looks now for what is due: for a clock that was set forward, of which no timer knows. */
  look(): void;
  /** Takes no more work, and resolves when what runs is finished or given back. */
  stop(): Promise<void>;
}

/** A run was told to stop and left the rest to the next one. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/** Failures in a row that are not the outside's before an issue is set aside (docs/decisions). */
const MOST_ATTEMPTS = 6;
/** Whoever gives the token its scope or its user a role tells nobody: what GitLab refused is asked for again this often. */
const REFUSED_RETRY_MS = 5 * 60_000;
const AFTER_A_REFUSAL =
  "if GitLab answered 403 or 404: give the user of GITLAB_TOKEN at least the role Reporter in the project, and the token the scope api; it is tried again every five minutes, and whenever the issue changes";

/**
 * Takes issues off the queue as they become due, several at a time but never one twice. Woken by the store; otherwise it
 * sleeps until the next due time, and a quiet service costs one query at each poll.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { store, worker, leaseMs, concurrency, pollMs, clock, log } = options;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let stopped = false;

  const unsubscribe = store.work.onWake(look);
  look();
  return {
    look,
    async stop() {
      stopped = true;
      stopping.abort();
      unsubscribe();
      clearTimeout(timer);
      await looking;
      await Promise.all(running);
    },
  };

  function look(): void {
    if (stopped) return;
    lookAgain = true;
    ask(takeDue);
  }

  function ask(queue: () => Promise<void>): void {
    looking ??= queue()
      .catch((err: unknown) => {
        log.error({ err }, "queue cannot be read");
        sleep(backoff(1), look);
      })
      .finally(() => {
        looking = undefined;
        if (lookAgain) look();
      });
  }

  async function takeDue(): Promise<void> {
    clearTimeout(timer);
    while (lookAgain && !stopped) {
      lookAgain = false;
      while (running.size < concurrency && !stopped) {
        const claim = await store.work.claim(worker, clock(), leaseMs);
        if (!claim) break;
        if (stopped) {
          await store.work.release(claim);
          return;
        }
        const run = runOne(claim).finally(() => {
          running.delete(run);
          look();
        });
        running.add(run);
      }
    }
    await sleepUntilDue();
  }

  /** What became due without a word, by a lost wake-up or a clock that was set, is taken; else this was all. */
  async function sleepUntilDue(): Promise<void> {
    const next = running.size < concurrency ? await store.work.nextDueAt() : undefined;
    const wait = next === undefined ? pollMs : Math.max(next - clock(), 0);
    if (wait < pollMs) sleep(wait, look);
    else sleep(pollMs, () => ask(sleepUntilDue));
  }

  function sleep(ms: number, then: () => void): void {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  }

  async function runOne(claim: Claim): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      store.work.renew(claim, clock(), leaseMs).then(
        (held) => held || lost.abort(),
        (err: unknown) => log.warn({ issue: claim.key, err }, "hold on an issue not renewed"),
      );
    }, leaseMs / 3);
    const startedAt = performance.now();
    options.onTurn?.({ begun: clock() - claim.dueAt });
    try {
      const recheckAt = await options.run(claim.key, AbortSignal.any([stopping.signal, lost.signal]));
      await store.work.finish(claim, recheckAt);
      options.onTurn?.({ done: clock() - claim.dueAt });
      log.info({ issue: claim.key, ms: Math.round(performance.now() - startedAt) }, "issue looked at");
    } catch (error) {
      await failed(claim, error).catch((err: unknown) =>
        log.error({ issue: claim.key, err }, "a failed run could not be recorded; its hold runs out by itself"),
      );
    } finally {
      clearInterval(renewal);
    }
  }

  /**
   * What lies with the outside is tried again without end, seldom where a person must do something first; what fails by
   * our own mistake is set aside for people to see.
   */
  async function failed(claim: Claim, error: unknown): Promise<void> {
    if (error instanceof Interrupted) return store.work.release(claim);
    const message = error instanceof Error ? error.message : String(error);
    const fields = { issue: claim.key, attempts: claim.attempts + 1, reason: message };
    const retryIn = (ms: number) => store.work.fail(claim, clock() + ms, message);
    if (!(error instanceof OutsideError)) {
      if (claim.attempts + 1 < MOST_ATTEMPTS) {
        log.error({ ...fields, err: error }, "run failed");
        return retryIn(backoff(claim.attempts));
      }
      log.error({ ...fields, err: error }, "issue set aside");
      return store.work.park(claim, clock(), message);
    }
    if (error.remedy === "give-up") {
      log.error({ ...fields, remedy: AFTER_A_REFUSAL }, "issue cannot be read");
      return retryIn(REFUSED_RETRY_MS);
    }
    log.warn(fields, "issue has to wait");
    return retryIn(error.retryAfterMs ?? backoff(claim.attempts));
  }
}
