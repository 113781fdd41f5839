import { z } from "zod";
import { SEVERITIES } from "../../../policy/terms.ts";

/** "none" are those that are held until somebody says how severe they are (P-SEV-2). */
export const SEVERITY_CHOICES = [...SEVERITIES, "none"] as const;

const Words = z
  .string()
  .trim()
  .max(200)
  .transform((text) => (text === "" ? undefined : text))
  .optional()
  .catch(undefined);
const Flag = z
  .string()
  .transform((text) => text === "1")
  .catch(false);

/** What of the overview is asked for; whatever cannot be read counts as not asked for. */
export const Filter = z.object({
  severity: z.enum(SEVERITY_CHOICES).optional().catch(undefined),
  region: Words,
  dri: Words,
  customer: Words,
  mine: Flag,
  overdue: Flag,
  /** Something is wrong now. */
  attention: Flag,
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});
export type Filter = z.infer<typeof Filter>;

/** Where the overview shows this filter, from its first page on unless one is named. */
export function filterPath(filter: Partial<Filter>): string {
  const { severity, region, dri, customer, mine, overdue, attention, page = 1 } = filter;
  const named = { severity, region, dri, customer };
  const given = [
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ...Object.entries({ mine, overdue, attention }).flatMap(([name, value]) => (value ? [[name, "1"]] : [])),
    ...(page > 1 ? [["page", `${page}`]] : []),
  ];
  return given.length === 0 ? "/" : `/?${new URLSearchParams(given)}`;
}

export function isFiltered(filter: Filter): boolean {
  return filterPath({ ...filter, page: 1 }) !== "/";
}
