import type { z } from "zod";
import type { Directory } from "./directory.ts";
import { resolveRole } from "./look-ups.ts";
import { nearest } from "./nearest.ts";
import { Policy } from "./policy.ts";
import { type Role, SEVERITIES } from "./terms.ts";
import { shown } from "./values.ts";

/**
 * A policy beside a directory, with what may be meant otherwise:
 * - a DRI rule asks for a segment or region that no customer has, so it never holds;
 * - a role that a DRI rule names, or that a severity involves, is held by nobody in the directory.
 */
export function withDirectory(directory: Directory): z.ZodType<Policy> {
  return Policy.superRefine(({ dri, severities }, ctx) => {
    const warn = (path: PropertyKey[], message: string) => ctx.addIssue({ code: "custom", path, message });
    const named = {
      segment: new Set(directory.customers.flatMap(({ segment }) => segment ?? [])),
      region: new Set([
        ...Object.keys(directory.regions),
        ...directory.customers.flatMap(({ region }) => region ?? []),
      ]),
    };
    for (const [index, { when = {}, role }] of dri.rules.entries()) {
      for (const what of ["segment", "region"] as const) {
        for (const value of when[what] ?? []) {
          if (named[what].has(value)) continue;
          const near = nearest(value, named[what]);
          const hint = near === undefined ? "" : `; did you mean ${near}?`;
          warn(
            ["dri", "rules", index, "when", what],
            `no customer of the directory has the ${what} ${shown(value)}${hint}`,
          );
        }
      }
      if (!isHeld(directory, role)) warn(["dri", "rules", index, "role"], nobody(role));
    }
    for (const severity of SEVERITIES) {
      for (const [index, role] of severities[severity].involve.entries()) {
        if (!isHeld(directory, role)) warn(["severities", severity, "involve", index], nobody(role));
      }
    }
  });
}

function nobody(role: Role): string {
  return `nobody in the directory is ${role}, so it stays empty unless the issue names somebody`;
}

function isHeld(directory: Directory, role: Role): boolean {
  return [undefined, ...directory.customers].some((customer) => resolveRole(directory, { role, customer }).length > 0);
}
