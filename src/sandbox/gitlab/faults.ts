/** What can go wrong with the API, to be set by tests and by the sandbox's page. */
export type Fault =
  | { kind: "status"; status: number; body?: unknown; headers?: Record<string, string> }
  /** The connection is cut without an answer. */
  | { kind: "drop" }
  /** No answer comes until faults are cleared; then the connection is cut. */
  | { kind: "hang" };

export const faults = {
  /** GitLab behind its load balancer is down. */
  down: { kind: "status", status: 503, body: "GitLab is not responding", headers: { "content-type": "text/plain" } },
  drop: { kind: "drop" },
  hang: { kind: "hang" },
  /** Rate limited; seconds until it may be tried again. */
  tooManyRequests(retryAfterSeconds: number): Fault {
    return {
      kind: "status",
      status: 429,
      body: "Retry later",
      headers: { "content-type": "text/plain", "retry-after": String(retryAfterSeconds) },
    };
  },
} as const satisfies Record<string, Fault | ((seconds: number) => Fault)>;

export interface FaultRule {
  method?: string;
  /** Matched against the path behind `/api/v4`. */
  path?: RegExp;
  fault: Fault;
  /** True: the request is carried out first, and its answer lost or replaced. */
  afterWrite?: boolean;
  /** How many requests it meets; default 1. */
  times?: number;
}

export interface Faults {
  /** Every answer waits this long, in milliseconds. */
  latency: number;
  /** Meets every request while set. */
  mode: Fault | undefined;
  /** Adds a rule that meets the next matching request or requests. Rules come before the mode. */
  once(rule: FaultRule): void;
  /** Back to normal: no latency, mode or rules; hanging requests are cut. */
  clear(): void;
  /** The fault for a request, used up if it is a rule's. */
  take(method: string, path: string): { fault: Fault; afterWrite: boolean } | undefined;
  /** Called when faults are cleared; for requests that hang. */
  onClear(cut: () => void): void;
}

export function createFaults(): Faults {
  let rules: FaultRule[] = [];
  let hanging: (() => void)[] = [];
  const state: Faults = {
    latency: 0,
    mode: undefined,
    once(rule) {
      rules.push({ times: 1, ...rule });
    },
    clear() {
      state.latency = 0;
      state.mode = undefined;
      rules = [];
      const cuts = hanging;
      hanging = [];
      for (const cut of cuts) cut();
    },
    take(method, path) {
      const rule = rules.find((one) => (one.method ?? method) === method && (one.path?.test(path) ?? true));
      if (!rule) return state.mode ? { fault: state.mode, afterWrite: false } : undefined;
      rule.times = (rule.times ?? 1) - 1;
      if (rule.times <= 0) rules = rules.filter((one) => one !== rule);
      return { fault: rule.fault, afterWrite: rule.afterWrite ?? false };
    },
    onClear(cut) {
      hanging.push(cut);
    },
  };
  return state;
}
