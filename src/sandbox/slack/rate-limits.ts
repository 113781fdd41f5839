import type { Tier } from "./methods/method.ts";

/** How often a method may be called, from Slack's rate-limit page; what it leaves vague ("several hundred") is our number. */
export interface RateLimits {
  /** Calls a minute of one method, by tier. Tier 5 is what is said of auth.test and the like. */
  perMinute: Readonly<Record<Tier, number>>;
  /** Calls a minute of single methods, before their tier's. */
  methods: Readonly<Record<string, number>>;
  /** Messages a second into one channel, and how many may come at once. */
  postsPerSecond: number;
  postBurst: number;
}

export const realRateLimits: RateLimits = {
  perMinute: { 1: 1, 2: 20, 3: 50, 4: 100, 5: 300 },
  methods: {},
  postsPerSecond: 1,
  postBurst: 5,
};

/** "real", "off", or the real ones with some changed. */
export type RateLimitSetting = "real" | "off" | Partial<RateLimits>;

export interface RateLimiter {
  /** Changes the limits from now on; everything starts unused. */
  set(setting: RateLimitSetting): void;
  /** Counts a call, or answers how many whole seconds it has to wait, in which case it counts as none. */
  take(call: { method: string; tier: Tier; channel?: string | undefined }): number | undefined;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets: one per method, and for posts one per channel besides. A method may use up a minute's calls at once. */
export function createRateLimiter(clock: () => number, setting: RateLimitSetting): RateLimiter {
  const buckets = new Map<string, Bucket>();
  let limits = resolve(setting);

  function refill(key: string, size: number, perSecond: number): { bucket: Bucket; wait: number } {
    const now = clock();
    const { tokens, at } = buckets.get(key) ?? { tokens: size, at: now };
    const bucket = { tokens: Math.min(size, tokens + ((now - at) / 1000) * perSecond), at: now };
    buckets.set(key, bucket);
    return { bucket, wait: bucket.tokens >= 1 ? 0 : Math.ceil((1 - bucket.tokens) / perSecond) };
  }

  return {
    set(changed) {
      limits = resolve(changed);
      buckets.clear();
    },
    take({ method, tier, channel }) {
      if (limits === undefined) return undefined;
      const perMinute = limits.methods[method] ?? limits.perMinute[tier];
      const needed = [refill(method, perMinute, perMinute / 60)];
      if (method === "chat.postMessage") {
        needed.push(refill(`${method} ${channel}`, limits.postBurst, limits.postsPerSecond));
      }
      const wait = Math.max(...needed.map((one) => one.wait));
      if (wait > 0) return wait;
      for (const { bucket } of needed) bucket.tokens -= 1;
      return undefined;
    },
  };
}

function resolve(setting: RateLimitSetting): RateLimits | undefined {
  if (setting === "off") return undefined;
  return setting === "real" ? realRateLimits : { ...realRateLimits, ...setting };
}
