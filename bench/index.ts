import { busy } from "./busy.ts";
import { opening } from "./opening.ts";
import { type Row, type Size, sizeAskedFor, table } from "./report.ts";
import { service } from "./service.ts";

/** `npm run bench`, with `-- --smoke` just long enough to see that it works. Each part also runs by itself. */
export async function bench(size: Size): Promise<Row[]> {
  return [...(await opening(size)), ...(await service(size)), ...(await busy(size))];
}

if (import.meta.main) console.log(table(await bench(sizeAskedFor())));
