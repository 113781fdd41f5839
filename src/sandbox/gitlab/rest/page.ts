import { z } from "zod";
import { type Call, integer, type Reply, readInput } from "./route.ts";

const Page = z.object({ page: integer.optional(), per_page: integer.optional() });

const mostPerPage = 100;

/** One page of a list with GitLab's headers: 20 rows unless asked for, 100 at most. */
export function paged<T>(call: Call, rows: readonly T[], entity: (row: T) => unknown): Reply {
  const given = readInput(call, Page);
  const perPage = Math.min(Math.max(given.per_page ?? 20, 1), mostPerPage);
  const page = Math.max(given.page ?? 1, 1);
  const pages = Math.max(Math.ceil(rows.length / perPage), 1);
  const link = (to: number, rel: string) => `<${pageAddress(call.url, to, perPage)}>; rel="${rel}"`;
  return {
    status: 200,
    body: rows.slice((page - 1) * perPage, page * perPage).map(entity),
    headers: {
      "x-total": String(rows.length),
      "x-total-pages": String(pages),
      "x-page": String(page),
      "x-per-page": String(perPage),
      "x-next-page": page < pages ? String(page + 1) : "",
      "x-prev-page": page > 1 ? String(page - 1) : "",
      link: [
        ...(page > 1 ? [link(page - 1, "prev")] : []),
        ...(page < pages ? [link(page + 1, "next")] : []),
        link(1, "first"),
        link(pages, "last"),
      ].join(", "),
    },
  };
}

function pageAddress(url: URL, page: number, perPage: number): string {
  const address = new URL(url);
  address.searchParams.set("page", String(page));
  address.searchParams.set("per_page", String(perPage));
  return address.href;
}
