import type { Embedded } from "../../src/sandbox/embedded.ts";
import { faults } from "../../src/sandbox/gitlab/faults.ts";
import { oneOf } from "./chances.ts";

/** Some of what can become of a call. The last two are one: cut off before it was carried out, or after it. */
const MISHAPS = ["down", "too many", "cut off"] as const;

/**
 * This share of all calls goes wrong, on both sides: refused, too many, cut off, or carried out with its answer lost.
 * `onMishap` is told of each.
 */
export function makeUnreliable(
  { gitlab, slack }: Pick<Embedded, "gitlab" | "slack">,
  share: number,
  chance: () => number,
  onMishap: (what: (typeof MISHAPS)[number] | "answer lost") => void = () => {},
): void {
  const mishap = () => {
    if (chance() >= share) return undefined;
    const what = oneOf(MISHAPS, chance);
    const afterwards = what === "cut off" && chance() < 0.5;
    onMishap(afterwards ? "answer lost" : what);
    return { what, afterwards };
  };
  gitlab.faults.take = () => {
    const befalls = mishap();
    if (!befalls) return undefined;
    const fault = { down: faults.down, "too many": faults.tooManyRequests(0), "cut off": faults.drop }[befalls.what];
    return { fault, afterWrite: befalls.afterwards };
  };
  slack.faults.strike = () => {
    const befalls = mishap();
    if (!befalls) return { fault: undefined, afterCommit: false, delayMs: 0 };
    const fault = (
      {
        down: { kind: "status", status: 503 },
        "too many": { kind: "ratelimited", retryAfter: 0 },
        "cut off": { kind: "drop" },
      } as const
    )[befalls.what];
    return { fault, afterCommit: befalls.afterwards, delayMs: 0 };
  };
}
