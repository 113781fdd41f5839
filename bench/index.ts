import { busy } from "./busy.ts";
import { clocks } from "./clocks.ts";
import { looks } from "./looks.ts";
import { opening } from "./opening.ts";
import { overview } from "./overview.ts";
import { type Row, type Size, sizeAskedFor, table } from "./report.ts";
import { service } from "./service.ts";
import { runSoak } from "./soak.ts";

/**
 * `npm run bench`, with `-- --smoke` just long enough to see that it works. Each part also runs by itself. The soak takes long
 * and runs only when it is asked for: `npm run bench -- soak`.
 */
export async function bench(size: Size): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of [opening, service, busy, clocks, looks, overview]) rows.push(...(await part(size)));
  return rows;
}

if (import.meta.main) {
  if (process.argv.includes("soak")) await runSoak(sizeAskedFor());
  else console.log(table(await bench(sizeAskedFor())));
}
