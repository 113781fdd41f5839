import { type Hold, underHold } from "../act/hold.ts";
import { OutsideError } from "../act/outside-error.ts";
import { type Performed, type Ports, perform } from "../act/perform.ts";
import { Action } from "../decide/action.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Effect, EffectOutcome, Lane, Store } from "../store/store.ts";
import { NO_TRACING, type Tracing } from "../tracing.ts";
import { backoff } from "./backoff.ts";
import type { Log } from "./log.ts";

/** A mistake of ours is tried this often before it is given up; an outage is waited for without end. */
const MOST_ATTEMPTS_AT_A_MISTAKE = 5;
/** What another version stored is left to it for so many minutes: an update that rolls through is over by then. */
const MOST_ATTEMPTS_AT_ANOTHER_VERSIONS = 10;
const OTHER_VERSION_RETRY_MS = 60_000;

export interface EffectsRunner {
  store: Store;
  ports: Ports;
  worker: string;
  leaseMs: number;
  clock: () => number;
  log: Log;
  /** Nothing more is begun once it is given. */
  signal: AbortSignal;
  /**
   * What this process is doing right now, by `nameOf`. It is never begun a second time here, whatever the clock says: a
   * hold that ran out while the machine slept is not a dead worker's.
   */
  inFlight: Set<string>;
  /** None where it is left out. */
  tracing?: Tracing;
  /** Told of each effect done. */
  onEffectDone?: (lane: Lane, type: string) => void;
}

/** An effect's name among those of all escalations. */
export function nameOf(key: IssueKey, effect: string): string {
  return `${key}/${effect}`;
}

/**
 * Makes what is owed to one system so, for one escalation: streams side by side, each in its order. Every attempt is
 * noted before it begins and after it ended, so that whoever comes after a crash knows what to look up. A stream stops
 * at what has to wait, and goes on past what was given up. Never throws for what the outside does. Answers what was done,
 * and how many attempts there were, failed ones included.
 */
export async function runEffects(
  key: IssueKey,
  lane: Lane,
  effects: readonly Effect[],
  runner: EffectsRunner,
): Promise<{ performed: Performed[]; attempts: number }> {
  const { clock, signal, inFlight } = runner;
  const performed: Performed[] = [];
  let attempts = 0;
  let queues = streamsOf(effects.filter((effect) => effect.lane === lane));
  while (queues.length > 0 && !signal.aborted) {
    const heads = queues
      .flatMap((queue) => queue.slice(0, 1))
      .map((effect) => ({ ...effect, name: nameOf(key, effect.key) }));
    const due = heads.filter(({ dueAt, name }) => dueAt <= clock() && !inFlight.has(name));
    for (const { name } of due) inFlight.add(name);
    const outcomes = await attemptAll(key, due, runner, (done) => performed.push(done)).finally(() => {
      for (const { name } of due) inFlight.delete(name);
    });
    attempts += outcomes.length;
    const passed = new Set(outcomes.filter(isOver).map((outcome) => outcome.key));
    queues = queues.filter(([head]) => head && passed.has(head.key)).map(([, ...rest]) => rest);
    queues = queues.filter((queue) => queue.length > 0);
  }
  return { performed, attempts };
}

/** Attempts those effects that nobody else holds, side by side. Answers what came of each. */
async function attemptAll(
  key: IssueKey,
  effects: readonly Effect[],
  runner: EffectsRunner,
  onDone: (performed: Performed) => void,
): Promise<EffectOutcome[]> {
  const { store, worker, leaseMs, clock } = runner;
  const keys = effects.map((effect) => effect.key);
  const until = performance.now() + leaseMs;
  const taken = await store.escalations.begin(key, keys, worker, clock(), leaseMs);
  if (taken.length === 0) return [];
  const held = taken.map((effect) => ({ effect, hold: { until, lost: new AbortController() } }));
  return holding(key, new Map(held.map(({ effect, hold }) => [effect.key, hold])), runner, () =>
    Promise.all(held.map(({ effect, hold }) => underHold(hold, () => attempt(key, effect, runner, onDone)))),
  );
}

function isOver({ state }: EffectOutcome): boolean {
  return state === "done" || state === "given-up";
}

function streamsOf(effects: readonly Effect[]): Effect[][] {
  const streams = new Map<string, Effect[]>();
  for (const effect of effects) {
    if (effect.state === "done" || effect.state === "given-up") continue;
    const stream = streams.get(effect.stream);
    if (stream) stream.push(effect);
    else streams.set(effect.stream, [effect]);
  }
  return [...streams.values()];
}

async function attempt(
  key: IssueKey,
  effect: Effect,
  { store, worker, ports, clock, log, onEffectDone, tracing = NO_TRACING }: EffectsRunner,
  onDone: (performed: Performed) => void,
): Promise<EffectOutcome> {
  const outcome = await tried();
  await store.escalations.settle(key, [outcome], worker);
  return outcome;

  async function tried(): Promise<EffectOutcome> {
    // Held by nobody and yet begun: the one who began it is gone, and what came of it unknown.
    const uncertain = effect.state === "unknown" || effect.state === "running";
    try {
      const action = readAction(effect.action);
      const since = uncertain ? effect.firstTriedAt : undefined;
      const done = await tracing.span("effect", { issue: key, effect: effect.key, took_action: action.type }, () =>
        perform({ key, effect: effect.key, action, since }, ports),
      );
      onDone(done);
      onEffectDone?.(effect.lane, action.type);
      log.info({ issue: key, effect: effect.key, took_action: action.type }, "effect done");
      return { key: effect.key, state: "done", result: JSON.stringify(done.result) };
    } catch (error) {
      return failed(error);
    }
  }

  function failed(error: unknown): EffectOutcome {
    const message = error instanceof Error ? error.message : String(error);
    const fields = { issue: key, effect: effect.key, attempts: effect.attempts + 1, reason: message };
    const expected = error instanceof OutsideError;
    const isUnreadable = error instanceof UnreadableAction;
    const most = isUnreadable ? MOST_ATTEMPTS_AT_ANOTHER_VERSIONS : MOST_ATTEMPTS_AT_A_MISTAKE;
    const hopeless = effect.attempts + 1 >= most;
    if (expected ? error.remedy === "give-up" : hopeless) {
      log.error(expected ? fields : { ...fields, err: error }, "effect given up");
      return { key: effect.key, state: "given-up", error: message };
    }
    log.warn(expected ? fields : { ...fields, err: error }, "effect has to wait");
    const asked = isUnreadable ? OTHER_VERSION_RETRY_MS : expected ? error.retryAfterMs : undefined;
    const waitMs = asked ?? backoff(effect.attempts);
    const certainlyNot = isUnreadable || (expected && error.remedy === "repeat");
    const state = certainlyNot && !wasUncertain() ? "pending" : "unknown";
    return { key: effect.key, state, retryAt: clock() + waitMs, error: message };
  }

  /** A try that certainly failed says nothing about the one before it. */
  function wasUncertain(): boolean {
    return effect.state === "unknown" || effect.state === "running";
  }
}

/** What is owed was written by another version of the service, before an update or a step back. */
class UnreadableAction extends Error {
  override name = "UnreadableAction";
}

/** Throws `UnreadableAction`. */
function readAction(stored: string): Action {
  try {
    return Action.parse(JSON.parse(stored));
  } catch (cause) {
    throw new UnreadableAction(
      "this was stored by another version of the service, and this one does not understand it: do it by hand, or run a version that understands it and have it tried again",
      { cause },
    );
  }
}

/** Renews the hold on effects while they run: a slow answer is not a dead worker. Without it they make no call any more. */
async function holding<Answer>(
  key: IssueKey,
  holds: ReadonlyMap<string, Hold>,
  { store, worker, leaseMs, clock, log }: EffectsRunner,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const renewal = setInterval(() => {
    const now = performance.now();
    // After a pause overdue timers mostly come before what the sockets have to say: what was about to be sent is not.
    for (const hold of holds.values()) if (now >= hold.until) hold.lost.abort();
    store.escalations
      .renewEffects(key, [...holds.keys()], worker, clock(), leaseMs)
      .then((held) => {
        for (const [effect, hold] of holds) {
          if (held.includes(effect)) hold.until = now + leaseMs;
          else hold.lost.abort();
        }
      })
      .catch((err: unknown) => log.warn({ issue: key, err }, "hold on effects not renewed"));
  }, leaseMs / 3);
  try {
    return await run();
  } finally {
    clearInterval(renewal);
  }
}
