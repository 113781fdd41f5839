import { isIPv6 } from "node:net";

/** So many failures in a row are a mistake in somebody's settings; more are an attack, or of no use to anybody. */
const BURST = 60;
const GIVEN_BACK_PER_SECOND = 1;
/** Sources remembered at a time; the one heard of longest ago is forgotten first. */
const MOST_SOURCES = 10_000;

/** Failed attempts to get in, by where they came from: a token bucket for each source, which only failures draw from. */
export interface FailedAttempts {
  /** Seconds until the source is listened to again; 0 where it is now. `now` in milliseconds. */
  secondsToWait(source: string | undefined, now: number): number;
  /** Answers whether this one used up what the source had. */
  failed(source: string | undefined, now: number): boolean;
}

export function failedAttempts(burst = BURST): FailedAttempts {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    secondsToWait(source, now) {
      const left = leftOf(nameOf(source), now);
      return left >= 1 ? 0 : Math.ceil((1 - left) / GIVEN_BACK_PER_SECOND);
    },
    failed(source, now) {
      const name = nameOf(source);
      const before = leftOf(name, now);
      const left = Math.max(0, before - 1);
      buckets.delete(name);
      buckets.set(name, { left, at: now });
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_SOURCES && oldest !== undefined) buckets.delete(oldest);
      return before >= 1 && left < 1;
    },
  };

  function leftOf(name: string, now: number): number {
    const bucket = buckets.get(name);
    if (!bucket) return burst;
    return Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * GIVEN_BACK_PER_SECOND);
  }
}

/** An IPv4 address; of IPv6 the network of 64 bits, all of which one subscriber has. */
function nameOf(source = "unknown"): string {
  const address = source.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(address)) return address;
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const behind = tail === undefined || tail === "" ? [] : tail.split(":");
  const filled =
    tail === undefined ? groups : [...groups, ...Array(8 - groups.length - behind.length).fill("0"), ...behind];
  return filled
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
