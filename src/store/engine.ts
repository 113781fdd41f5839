import type { Queries } from "./queries/index.ts";

/** What an engine gives: a way to the queries, and word that other processes made something due. */
export interface Engine {
  queries: Queries;
  onWake(wake: () => void): void;
  close(): Promise<void>;
}

/** The queries by name, each going through `call`: to another thread, or past a translation of errors. */
export function queriesThrough(
  names: readonly string[],
  call: (name: string, args: unknown[]) => Promise<unknown>,
): Queries {
  const entries = names.map((name) => [name, (...args: unknown[]) => call(name, args)]);
  // The one place where types end: names and arguments come from `Queries` itself on both sides.
  return Object.fromEntries(entries) as Queries;
}

export async function callQuery(queries: Queries, name: string, args: unknown[]): Promise<unknown> {
  return Reflect.apply(Reflect.get(queries, name), undefined, args);
}
