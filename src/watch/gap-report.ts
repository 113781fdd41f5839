import { z } from "zod";
import type { Store } from "../store/store.ts";
import type { Tally } from "./tally.ts";

/** Who was away: the service itself (or its store), or one of those it works with. */
export const DARK = ["service", "gitlab", "slack"] as const;

/** An outage that is over. Times are milliseconds since the epoch. */
export interface Gap {
  dark: (typeof DARK)[number];
  from: number;
  to: number;
}

/** What an outage came to, as `GET /api/gaps` tells it. */
export const GapReport = z.object({
  dark: z.enum(DARK),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Issues that the full look after it found. */
  found: z.number(),
  /** What was done late, by kind. */
  done: z.record(z.string(), z.number()),
  /** Everything due had had its turn when this was written. */
  complete: z.boolean(),
  /** What still waits for GitLab or Slack. */
  waiting: z.number(),
  needs_a_person: z.array(z.object({ issue: z.string(), what: z.string(), reason: z.string() })),
});
export type GapReport = z.infer<typeof GapReport>;

const FACT = "gaps";
const MOST_KEPT = 50;

export async function reportOn(
  { dark, from, to }: Gap,
  { found, done }: Tally,
  complete: boolean,
  store: Pick<Store, "work" | "escalations">,
): Promise<GapReport> {
  const [troubled, parked] = await Promise.all([store.escalations.troubled(), store.work.parked()]);
  const givenUp = troubled.filter(({ effect }) => effect.state === "given-up");
  return {
    dark,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    found,
    done,
    complete,
    waiting: troubled.length - givenUp.length,
    needs_a_person: [
      ...givenUp.map(({ key, effect }) => ({
        issue: key,
        what: `given up: ${effect.key}`,
        reason: effect.error ?? "",
      })),
      ...parked.map(({ key, error }) => ({ issue: key, what: "set aside", reason: error })),
    ],
  };
}

/** The last reports, newest first. */
export async function gapReports({ facts }: Pick<Store, "facts">): Promise<GapReport[]> {
  return z.array(GapReport).parse(JSON.parse((await facts.get(FACT)) ?? "[]"));
}

/** Replaces what another process said of the same outage. */
export async function keepReport(report: GapReport, store: Pick<Store, "facts">, at: number): Promise<void> {
  const others = (await gapReports(store)).filter(({ dark, from }) => dark !== report.dark || from !== report.from);
  await store.facts.set(FACT, JSON.stringify([report, ...others].slice(0, MOST_KEPT)), at);
}
