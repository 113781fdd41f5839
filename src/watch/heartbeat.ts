import { pause } from "../reconcile/background.ts";
import type { Log } from "../reconcile/log.ts";
import { type Audit, lateness } from "./audit.ts";

export interface HeartbeatOptions {
  /** Asked with GET; undefined: the metric alone tells. It may hold a secret, so it is never logged. */
  url: string | undefined;
  audit(): Promise<Audit>;
  /** Resolves once what is due has had its turn, or has had long enough. */
  settled(): Promise<unknown>;
  /** Told of each audit with nothing late, and when (ms). */
  onBeat(at: number): void;
  onAudit(audit: Audit): void;
  everyMs(): number;
  timeoutMs: number;
  clock: () => number;
  log: Log;
  signal: AbortSignal;
}

/** After an audit that found something, the next comes sooner (ms). */
const AGAIN_MS = 60_000;

/** Audits now and every so often until `signal` ends it; a heartbeat goes out only where nothing is late. */
export async function keepBeating(options: HeartbeatOptions): Promise<void> {
  const { log, signal } = options;
  let wasWell = true;
  while (!signal.aborted) {
    await options.settled();
    if (signal.aborted) return;
    wasWell = await beat(options, wasWell).catch((err: unknown) => {
      log.error({ err }, "audit could not be made");
      return false;
    });
    await pause(wasWell ? options.everyMs() : Math.min(options.everyMs(), AGAIN_MS), signal);
  }
}

/** One audit, and its heartbeat. Answers whether all was well. */
export async function beat(options: HeartbeatOptions, wasWell: boolean): Promise<boolean> {
  const { log, clock } = options;
  const found = await options.audit();
  options.onAudit(found);
  if (!found.isWell) {
    log.error(lateness(found), "audit found something late; no heartbeat");
    return false;
  }
  if (!wasWell) log.info({}, "audit finds nothing late any more");
  options.onBeat(clock());
  await send(options);
  return true;
}

async function send({ url, timeoutMs, log, signal }: HeartbeatOptions): Promise<void> {
  if (url === undefined) return;
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    await answer.body?.cancel();
    if (!answer.ok) log.warn({ status: answer.status }, "heartbeat was not taken; see to HEARTBEAT_URL");
  } catch (error) {
    if (!signal.aborted) log.warn({ reason: reasonOf(error) }, "heartbeat was not taken; see to HEARTBEAT_URL");
  }
}

/** Without the address, which some errors repeat. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error instanceof Error ? error.name : "no answer";
}
