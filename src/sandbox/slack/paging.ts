import { ApiError } from "./api-error.ts";

export interface PageRequest {
  cursor?: string | undefined;
  limit?: string | number | undefined;
}

/**
 * Slack's cursor paging: the items from the cursor on, and the cursor of the next page ("" after the last). The cursor
 * names the item to go on with, so that what is added meanwhile moves nothing. Fails with `invalid_cursor`; and with
 * `invalid_limit` for a limit that is no whole number from 1 to 999 (0 means the usual one).
 */
export function page<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  request: PageRequest,
  usual = 100,
): { items: T[]; next_cursor: string } {
  const limit = readLimit(request.limit, usual);
  const start = request.cursor ? items.findIndex((item) => cursorOf(idOf(item)) === request.cursor) : 0;
  if (start === -1) throw new ApiError("invalid_cursor");
  const next = items[start + limit];
  return { items: items.slice(start, start + limit), next_cursor: next === undefined ? "" : cursorOf(idOf(next)) };
}

function cursorOf(id: string): string {
  return Buffer.from(`next:${id}`).toString("base64");
}

function readLimit(limit: string | number | undefined, usual: number): number {
  const wanted = Number(limit ?? 0);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 1000) throw new ApiError("invalid_limit");
  return wanted === 0 ? usual : wanted;
}
