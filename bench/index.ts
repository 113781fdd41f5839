import { busy } from "./busy.ts";
import { clocks } from "./clocks.ts";
import { looks } from "./looks.ts";
import { opening } from "./opening.ts";
import { overview } from "./overview.ts";
import { type Row, type Size, sizeAskedFor, table } from "./report.ts";
import { service } from "./service.ts";

/** `npm run bench`, with `-- --smoke` just long enough to see that it works. Each part also runs by itself. */
export async function bench(size: Size): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of [opening, service, busy, clocks, looks, overview]) rows.push(...(await part(size)));
  return rows;
}

if (import.meta.main) console.log(table(await bench(sizeAskedFor())));
