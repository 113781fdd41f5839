import { LogLevel, WebClient } from "@slack/web-api";
import { assertHeld } from "../act/hold.ts";
import { OutsideError } from "../act/outside-error.ts";
import { slackFailure } from "./failure.ts";
import { createQueue } from "./queue.ts";

const TIMEOUT_MS = 10_000;

export interface WebApiOptions {
  token: string;
  /** `https://slack.com/api/`, or what stands in for it. */
  apiUrl: string;
  clock: () => number;
  /** How long to wait for an answer (ms). */
  timeoutMs?: number;
  /** Cuts off what is under way, for a shutdown that cannot wait. */
  signal?: AbortSignal;
  /** `refused`: Slack works, and says no to this. */
  onRequest?: (call: { method: string; outcome: "ok" | "refused" | "failed"; ms: number }) => void;
  /** Told Slack's time with each answer (ms since the epoch, to the second). */
  onDate?: (at: number) => void;
}

/** One call of the Web API by its method's name. Throws `OutsideError`. */
export type SlackCall = <Answer>(method: string, request: (slack: WebClient) => Promise<Answer>) => Promise<Answer>;

/**
 * The SDK with its own retries off: they would repeat a post whose answer was lost, and a single 429 would hold up every
 * method. Slack limits each method by itself, so a method that was told to wait is left alone until then,
 * and those who want it then come one after the other.
 */
export function webApi(options: WebApiOptions): SlackCall {
  const { token, apiUrl, clock, timeoutMs = TIMEOUT_MS, signal: stop, onRequest = () => undefined } = options;
  const { onDate = () => undefined } = options;
  const slack = new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: timeoutMs,
    fetch: async (url, init) => {
      const signals = [...assertHeld(String(url)), stop, init?.signal].filter((signal) => signal != null);
      const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
      const date = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(date)) onDate(date);
      return response;
    },
    // What the SDK would log is in the errors it throws.
    logger: {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: nothing,
      setLevel: nothing,
      getLevel: () => LogLevel.ERROR,
      setName: nothing,
    },
  });
  const queue = createQueue();

  return async (method, request) => {
    assertHeld(method);
    const wait = queue.wait(method, clock());
    if (wait !== undefined) throw new OutsideError(`${method}: Slack asked to wait`, "repeat", { retryAfterMs: wait });

    const startedAt = performance.now();
    let outcome: "ok" | "refused" | "failed" = "failed";
    try {
      const answer = await request(slack);
      outcome = "ok";
      return answer;
    } catch (error) {
      const failure = slackFailure(method, error);
      if (failure.remedy === "give-up") outcome = "refused";
      if (failure.remedy !== "repeat" || failure.retryAfterMs === undefined) throw failure;
      const retryAfterMs = queue.stop(method, clock(), failure.retryAfterMs);
      if (retryAfterMs === failure.retryAfterMs) throw failure;
      throw new OutsideError(failure.message, "repeat", { cause: failure, retryAfterMs });
    } finally {
      onRequest({ method, outcome, ms: performance.now() - startedAt });
    }
  };
}

function nothing(): void {}
