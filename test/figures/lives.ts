import fc from "fast-check";
import { describedAs, MINUTE, MORNING, member, type Situation, say, situation } from "../decide/situation.ts";

const HOUR = 60 * MINUTE;
/** So that every span is plain time, and the reckoning of a test needs no calendar. */
const POLICY = { working_time: { always: true } };

type Step =
  | { wait: number }
  | { by: string; says: string }
  | { does: "agree and resolve" | "reopen" | "close too early" };

const END_AND_BACK: Step[] = [{ does: "agree and resolve" }, { wait: 30 * HOUR }, { does: "reopen" }];
const END_FOR_GOOD: Step[] = [{ wait: 5 * HOUR }, { by: "mona", says: "/esc close-anyway it is over" }];

/** What people may do with an escalation, in any order; often it ends, and often that is not the end. */
export const steps: fc.Arbitrary<Step[]> = fc.oneof(
  { arbitrary: anything(), weight: 2 },
  { arbitrary: anything().map((course) => [...course, ...END_AND_BACK]), weight: 1 },
  { arbitrary: anything().map((course) => [...course, ...END_AND_BACK, ...END_FOR_GOOD]), weight: 1 },
);

function anything(): fc.Arbitrary<Step[]> {
  return fc.array(
    fc.oneof(
      { arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 60 }).map((hours) => hours * HOUR) }), weight: 5 },
      { arbitrary: said("/esc update Fine. Next steps: @sam tests it by 2027-12-01"), weight: 3 },
      { arbitrary: said("/esc customer-update We spoke."), weight: 2 },
      {
        arbitrary: fc
          .constantFrom("critical", "high", "medium", "low")
          .chain((severity) => said(`/esc severity ${severity}`)),
        weight: 2,
      },
      { arbitrary: fc.constantFrom("sam", "petra", "olga").chain((dri) => said(`/esc dri @${dri}`)), weight: 1 },
      { arbitrary: said("/esc accept"), weight: 1 },
      {
        arbitrary: fc.record({
          does: fc.constantFrom("agree and resolve" as const, "reopen" as const, "close too early" as const),
        }),
        weight: 2,
      },
      {
        arbitrary: fc.constantFrom(
          { by: "mona", says: "/esc close-anyway it is over" },
          { by: "mona", says: "/esc redirect star https://example.test/star" },
        ),
        weight: 1,
      },
    ),
    { minLength: 1, maxLength: 7 },
  );
}

function said(says: string): fc.Arbitrary<Step> {
  return fc.record({ by: fc.constantFrom("cathy", "mona", "sam"), says: fc.constant(says) });
}

/** Lives an escalation of Acme Corp through: the service looks whenever it wanted to, and after everything people do. */
export function lived(severity: string | undefined, course: readonly Step[], begin = MORNING): Situation {
  const here = situation({
    description: describedAs({ severity: severity === undefined ? [] : [severity] }),
    policy: POLICY,
    now: begin,
  });
  let recheckAt = here.run().recheckAt;
  for (const step of course) {
    if ("wait" in step) until(here.now + step.wait);
    else {
      until(here.now + MINUTE);
      if ("says" in step) say(here, step.by, step.says);
      else if (step.does === "agree and resolve") agreeAndResolve();
      else setState(step.does === "reopen" ? "opened" : "closed");
      recheckAt = here.run().recheckAt;
    }
  }
  return here;

  function until(at: number): void {
    while (recheckAt !== undefined && recheckAt <= at) {
      here.now = Math.max(here.now, recheckAt);
      recheckAt = here.run().recheckAt;
    }
    here.now = Math.max(here.now, at);
  }

  function agreeAndResolve(): void {
    say(here, "cathy", "/esc agree customer https://example.test/thread");
    say(here, "mona", "/esc agree internal");
    say(here, "mona", "/esc resolve Outcome: positive. The exit criteria were met. We fixed it.");
  }

  function setState(state: "opened" | "closed"): void {
    here.issue = { ...here.issue, state, ...(state === "closed" && { closedBy: member("sam"), closedAt: here.now }) };
  }
}
