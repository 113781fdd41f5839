import fc from "fast-check";
import type { World } from "../support/world.ts";

/** Which of the deliveries there are so far arrive, in which order: as positions, taken modulo their number. */
type Heard = readonly number[];

/** Deliveries late, in another order, more than once, and never. */
export interface Disorder {
  /** By step: what arrives right after it; undefined where nothing does. */
  heardAfter: readonly (Heard | undefined)[];
  /** What arrives once people are done. Empty: nothing ever does, and only the full look finds it. */
  heardInTheEnd: Heard;
}

const anyHeard = fc.array(fc.nat(30), { maxLength: 10 });

/** For a sequence of at most so many steps. */
export function anyDisorder(steps: number): fc.Arbitrary<Disorder> {
  return fc.record({
    heardAfter: fc.array(fc.option(anyHeard, { nil: undefined, freq: 1 }), { minLength: steps, maxLength: steps }),
    heardInTheEnd: anyHeard,
  });
}

/** Delivers some of the deliveries that came after the first so many, one after the other. */
export async function deliverSome({ gitlab }: World, first: number, heard: Heard): Promise<void> {
  // The body of a comment's event is built a moment later.
  await gitlab.settled();
  await gitlab.deliveries.release([]);
  const ids = gitlab
    .state()
    .deliveries.slice(first)
    .map(({ id }) => id);
  for (const position of heard) {
    const id = ids[position % ids.length];
    if (id !== undefined) await gitlab.deliveries.redeliver(id);
  }
}

export function inWords({ heardAfter, heardInTheEnd }: Disorder): string {
  const between = heardAfter.flatMap((heard, step) =>
    heard ? [`after step ${step + 1}: ${heard.join(", ") || "-"}`] : [],
  );
  return [...between, `in the end: ${heardInTheEnd.join(", ") || "nothing"}`].join("; ");
}
