import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { startWorld, type World } from "../support/world.ts";
import { inDisorder, inOrder, over, withCustomers } from "./course.ts";
import { anyDisorder, inWords as disorderInWords } from "./disorder.ts";
import { falsehoods } from "./falsehoods.ts";
import { outcomeOf } from "./outcome.ts";
import { anyStep, inWords as stepInWords } from "./steps.ts";

/** For longer hunts; `PROPERTY_SEED` repeats one. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 6);
const SEED = process.env.PROPERTY_SEED;
const MOST_STEPS = 8;
const MINUTES = 60_000;
const LONGEST_MS = (RUNS > 100 ? 30 : 2) * MINUTES;

const anyCourse = fc.record({
  steps: fc.array(anyStep, { minLength: 1, maxLength: MOST_STEPS, size: "max" }),
  disorder: anyDisorder(MOST_STEPS),
});

describe.each(["premium", "free"] as const)("whatever people do, on the %s tier", (tier) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ tier, directory: withCustomers(DIRECTORY, 40 * RUNS + 200) });
  });
  afterAll(() => world.stop());

  it(
    "events late, out of order, doubled and dropped, then one full look, end as without the disorder, and nothing false is announced (P-ANN-2)",
    async () => {
      const property = fc.asyncProperty(anyCourse, async ({ steps, disorder }) => {
        world.slack.requests.reset();
        const { course: disorderly, withoutEffect } = await inDisorder(world, steps, disorder);
        const withDisorder = outcomeOf(world, disorderly);
        const orderly = await inOrder(world, steps, withoutEffect);
        const without = outcomeOf(world, orderly);
        const falseInDisorder = falsehoods(world, disorderly, orderly);
        const falseInOrder = falsehoods(world, orderly);
        await over(world, disorderly);
        await over(world, orderly);

        const story = `${steps
          .filter((step) => !withoutEffect.has(step))
          .map(stepInWords)
          .join("\n")}\nDeliveries ${disorderInWords(disorder)}`;
        expect({ falsehoods: falseInOrder }, `In order:\n${story}`).toEqual({ falsehoods: [] });
        expect({ falsehoods: falseInDisorder }, `In disorder:\n${story}`).toEqual({ falsehoods: [] });
        expect(withDisorder, story).toEqual(without);
        expect(without.missing, `Not in the channel, in order:\n${story}`).toEqual([]);
      });
      await fc.assert(property, {
        numRuns: RUNS,
        interruptAfterTimeLimit: LONGEST_MS,
        ...(SEED !== undefined && { seed: Number(SEED) }),
      });
    },
    LONGEST_MS + MINUTES,
  );
});
