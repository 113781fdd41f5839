import { z } from "zod";

/** What can go wrong between Slack and who calls it. */
export const fault = z.discriminatedUnion("kind", [
  /** An HTTP error without a usable body, 503 for example. */
  z.strictObject({ kind: z.literal("status"), status: z.int().min(400).max(599) }),
  /** No answer ever; the connection stays open until the faults are cleared. */
  z.strictObject({ kind: z.literal("hang") }),
  /** The connection breaks off. */
  z.strictObject({ kind: z.literal("drop") }),
  /** Status 200 and a page of HTML, as from a proxy in between. */
  z.strictObject({ kind: z.literal("html") }),
  /** HTTP 429; Retry-After in seconds, or no such header. */
  z.strictObject({ kind: z.literal("ratelimited"), retryAfter: z.int().min(0).optional() }),
  /** An error of Slack's own, such as token_revoked, internal_error or restricted_action. */
  z.strictObject({
    kind: z.literal("error"),
    error: z.string().min(1),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
  /** The right answer, this many milliseconds late. What was asked for is done at once. */
  z.strictObject({ kind: z.literal("slow"), ms: z.number().min(0) }),
]);
export type Fault = z.infer<typeof fault>;

/** A fault and the calls it befalls. All of it is plain data, so that a page can send one. */
export const faultRule = z.strictObject({
  fault,
  /** Names of methods, `*` for any part of one ("chat.*"). Left out: every method. */
  methods: z.array(z.string()).optional(),
  /** Only calls with this `channel` or `channel_id`, as the caller writes it. */
  channel: z.string().optional(),
  /** The call is done first and only its answer is lost: the caller cannot know. */
  afterCommit: z.boolean().optional(),
  /** This many calls go well first. */
  skip: z.int().min(0).optional(),
  /** This many calls fail, then no more. Left out: all. */
  times: z.int().min(1).optional(),
});
export type FaultRule = z.infer<typeof faultRule>;

/** Outages to name on a page or in a story. */
export const outages = {
  down: { fault: { kind: "status", status: 503 } },
  silent: { fault: { kind: "hang" } },
  dropping: { fault: { kind: "drop" } },
  proxy: { fault: { kind: "html" } },
  busy: { fault: { kind: "ratelimited", retryAfter: 30 } },
  revoked: { fault: { kind: "error", error: "token_revoked" } },
  forgetful: { fault: { kind: "drop" }, afterCommit: true },
} as const satisfies Record<string, FaultRule>;

/** What befalls one call. */
export interface Mishap {
  fault: Exclude<Fault, { kind: "slow" }> | undefined;
  afterCommit: boolean;
  delayMs: number;
}

export interface Faults {
  /** From now on, until the returned function takes the rule away. */
  add(rule: FaultRule): () => void;
  /** Takes every rule away and breaks off the connections that hang. */
  clear(): void;
  /** The rules in force. */
  rules(): FaultRule[];
  /** What befalls this call; counts it. Of several rules the first that fits, and every delay. */
  strike(call: { method: string; channel?: string | undefined }): Mishap;
  /** Something to be ended when the faults are cleared. */
  hold(end: () => void): void;
}

export function createFaults(): Faults {
  let armed: { rule: FaultRule; skip: number; left: number }[] = [];
  const held = new Set<() => void>();

  return {
    add(rule) {
      const entry = { rule, skip: rule.skip ?? 0, left: rule.times ?? Number.POSITIVE_INFINITY };
      armed.push(entry);
      return () => {
        armed = armed.filter((one) => one !== entry);
      };
    },
    clear() {
      armed = [];
      for (const end of held) end();
      held.clear();
    },
    rules: () => armed.map((entry) => entry.rule),
    strike(call) {
      const mishap: Mishap = { fault: undefined, afterCommit: false, delayMs: 0 };
      for (const entry of armed.filter(({ rule }) => befalls(rule, call))) {
        const { fault } = entry.rule;
        if (fault.kind !== "slow" && mishap.fault !== undefined) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        if (fault.kind === "slow") mishap.delayMs += fault.ms;
        else Object.assign(mishap, { fault, afterCommit: entry.rule.afterCommit ?? false });
      }
      armed = armed.filter((entry) => entry.left > 0);
      return mishap;
    },
    hold(end) {
      held.add(end);
    },
  };
}

function befalls({ methods, channel }: FaultRule, call: { method: string; channel?: string | undefined }): boolean {
  if (channel !== undefined && channel !== call.channel) return false;
  return methods === undefined || methods.some((pattern) => fits(pattern, call.method));
}

function fits(pattern: string, method: string): boolean {
  const [start = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === method;
  return method.startsWith(start) && method.endsWith(rest.at(-1) ?? "");
}
