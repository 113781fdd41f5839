import { z } from "zod";
import { invalidArguments } from "../api-error.ts";
import type { User } from "../types.ts";
import type { Workspace } from "../workspace.ts";

/** Slack's rate-limit tiers, as each method's documentation names them; 5 is a special rule. */
export type Tier = 1 | 2 | 3 | 4 | 5;

export interface Caller {
  workspace: Workspace;
  user: User;
  /** What the app was granted. */
  scopes: readonly string[];
}

/** One Web API method: what is documented of it, and what it does. */
export interface Method {
  tier: Tier;
  /** Any one of these scopes is enough; none means none is needed. */
  scopes: readonly string[];
  /** Whether it takes a JSON body. Those that do not ignore what is in one. */
  json: boolean;
  /** Runs it with raw arguments and answers the body without `ok: true`. Throws ApiError. */
  run(caller: Caller, args: unknown): Record<string, unknown>;
}

interface Definition<Args extends z.ZodType> extends Pick<Method, "tier" | "scopes"> {
  json?: boolean;
  args: Args;
  run(caller: Caller, args: z.output<Args>): Record<string, unknown>;
}

/** Puts the reading of arguments before a method: one that is missing or unusable makes `invalid_arguments`, by name. */
export function method<Args extends z.ZodType>(definition: Definition<Args>): Method {
  return {
    tier: definition.tier,
    scopes: definition.scopes,
    json: definition.json ?? true,
    run(caller, args) {
      const parsed = definition.args.safeParse(args);
      if (!parsed.success) throw invalidArguments(...parsed.error.issues.map((issue) => describe(issue, args)));
      return definition.run(caller, parsed.data);
    },
  };
}

function describe(issue: z.core.$ZodIssue, args: unknown): string {
  const name = issue.path.map(String).join("/");
  const isMissing = typeof args !== "object" || args === null || !(name in args);
  return isMissing ? `missing required field: ${name}` : `${issue.message} [json-pointer:/${name}]`;
}

/** A yes or no, from a form or from JSON. */
export const flag = z.union([z.boolean(), z.stringbool()]).optional();

/** Optional text; null in JSON means that it was left out. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** How a list is cut into pages, where the method has an `invalid_limit` of its own for a limit that is none. */
export const paging = { cursor: text, limit: z.union([z.string(), z.number()]).optional() };

/** How a list is cut into pages, where such a limit is an invalid argument. */
export const strictPaging = { cursor: text, limit: z.coerce.number().int().min(0).max(1000).optional() };

/** Which stretch of a history is wanted. */
export const stretch = { ...strictPaging, oldest: text, latest: text, inclusive: flag, include_all_metadata: flag };
