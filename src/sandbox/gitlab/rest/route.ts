import { z } from "zod";
import { badParameter } from "../gitlab-error.ts";
import type { User } from "../model.ts";

/** One request as a route sees it: who asks, the path's parameters, and query and body as one, which GitLab does not tell apart. */
export interface Call {
  user: User;
  path: Record<string, string>;
  input: Record<string, unknown>;
  /** The full address with its query, for `Link` headers. */
  url: URL;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: "get" | "post" | "put" | "delete";
  path: string;
  handle(call: Call): Reply | Promise<Reply>;
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

export const noContent: Reply = { status: 204 };

/** A path parameter; the route's pattern makes sure that it is there. */
export function pathParameter(call: Call, name: string): string {
  const value = call.path[name];
  if (value === undefined) throw new Error(`The route has no parameter :${name}`);
  return value;
}

/** A numeric path parameter. Throws a 400 as GitLab words it. */
export function numberInPath(call: Call, name: string): number {
  const value = Number(pathParameter(call, name));
  if (!Number.isInteger(value)) throw badParameter(`${name} is invalid`);
  return value;
}

/** Reads the input with a schema; throws `{"error": "title is missing"}` or `… is invalid`, with all of them in one line. */
export function readInput<T>(call: Call, schema: z.ZodType<T>): T {
  const result = schema.safeParse(call.input);
  if (result.success) return result.data;
  const complaints = result.error.issues.map(({ path }) => {
    const name = String(path[0] ?? "input");
    return `${name} is ${call.input[name] === undefined ? "missing" : "invalid"}`;
  });
  throw badParameter([...new Set(complaints)].join(", "));
}

export const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "1", "0", ""]).transform((text) => text === "true" || text === "1"),
]);

export const integer = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ])
  .pipe(z.int());

/** Comma-separated text, or an array of such. */
export const names = z.union([z.string(), z.array(z.string())]).transform((given) =>
  [given]
    .flat()
    .flatMap((text) => text.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== ""),
);

/** A list of ids in any of the ways in which clients send one; empty text is the empty list. */
export const ids = z
  .union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])), z.null()])
  .transform((given) =>
    given === null
      ? []
      : [given]
          .flat()
          .flatMap((part) => String(part).split(","))
          .filter((part) => part.trim() !== "")
          .map(Number),
  );

export const time = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue("invalid time");
  return at;
});
