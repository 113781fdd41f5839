import { inWords, isMet, type Row, type Size, sizeAskedFor, table } from "./report.ts";
import { trendOf } from "./soak/memory.ts";
import { type Soaked, soak } from "./soak/soak.ts";

/** How many differences are printed. */
const MOST_PRINTED = 40;
/** Of the lives, unless `SOAK_SEED` is another one. */
const SEED = 20261124;

/**
 * Escalations through their whole lives with calls failing and deliveries going astray, and the world compared in the end
 * with what must be. Takes long: it runs only when it is asked for, and ends with exit code 1 where there is a difference
 * or memory grows.
 */
export async function soaked(size: Size["soak"], seed: number): Promise<{ rows: Row[]; differences: string[] }> {
  const run = await soak({
    ...{ ...size, seed },
    onProgress: (done, { rss, heapUsed }) =>
      console.error(`${inWords(done)} lived: ${megabytes(rss)} MB resident, ${megabytes(heapUsed)} MB of heap in use`),
  });
  try {
    const differences = run.differences();
    return { rows: rowsOf(run, differences.length), differences };
  } finally {
    await run.stop();
  }
}

function rowsOf({ lives, steps, mishaps, memory, seconds }: Soaked, differences: number): Row[] {
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (mishaps[name] ?? 0), 0);
  const group = `${inWords(lives)} escalations through their whole lives`;
  return [
    { group, what: "steps that people took", measured: steps, unit: "steps" },
    { group, what: "calls refused (5xx, 429)", measured: sum(["down", "too many"]), unit: "calls" },
    {
      group,
      what: "calls cut off, before and after the write",
      measured: sum(["cut off", "answer lost"]),
      unit: "calls",
    },
    { group, what: "deliveries lost", measured: sum(["delivery lost"]), unit: "deliveries" },
    { group, what: "deliveries doubled", measured: sum(["delivery doubled"]), unit: "deliveries" },
    { group, what: "differences from the model", measured: differences, unit: "differences", goal: { atMost: 0 } },
    ...(["heapUsed", "rss"] as const).flatMap((of): Row[] => {
      const trend = trendOf(memory, of);
      if (!trend) return [];
      const what = of === "rss" ? "resident memory" : "heap in use";
      return [
        { group, what: `${what}, second quarter`, measured: trend.before / 1e6, unit: "MB" },
        {
          group,
          what: `${what}, last quarter`,
          measured: trend.after / 1e6,
          unit: "MB",
          goal: { atMost: megabytes(trend.most) },
        },
      ];
    }),
    { group, what: "time", measured: seconds, unit: "s" },
  ];
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

/** Prints the figures and the differences. `SOAK=500` lives that many, `SOAK_SEED=7` other ones. */
export async function runSoak({ soak: size }: Size): Promise<void> {
  const { SOAK, SOAK_SEED } = process.env;
  const escalations = SOAK === undefined ? size.escalations : Number(SOAK);
  const { rows, differences } = await soaked({ ...size, escalations }, Number(SOAK_SEED ?? SEED));
  console.log(table(rows));
  for (const difference of differences.slice(0, MOST_PRINTED)) console.log(difference);
  if (differences.length > MOST_PRINTED) console.log(`and ${differences.length - MOST_PRINTED} more`);
  if (rows.some((row) => isMet(row) === false)) process.exitCode = 1;
}

if (import.meta.main) await runSoak(sizeAskedFor());
