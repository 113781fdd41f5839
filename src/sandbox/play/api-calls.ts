import type { Embedded } from "../embedded.ts";

/** How often each call of the two APIs was made since the last reset. */
export interface ApiCalls {
  gitlab: ReadonlyMap<string, number>;
  slack: ReadonlyMap<string, number>;
}

export function apiCalls({ gitlab, slack }: Embedded): ApiCalls {
  return {
    gitlab: counted(gitlab.requests.all().map(({ method, path }) => `${method} ${withoutIds(path)}`)),
    slack: counted(slack.requests.calls.map(({ method }) => method)),
  };
}

export function forgetApiCalls({ gitlab, slack }: Embedded): void {
  gitlab.requests.reset();
  slack.requests.reset();
}

export function total(calls: ReadonlyMap<string, number>): number {
  return [...calls.values()].reduce((sum, one) => sum + one, 0);
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** `/projects/71/issues/1/notes` → `/projects/:id/issues/:iid/notes` */
function withoutIds(path: string): string {
  return path
    .replace(/\/(issues|notes)\/\d+/g, (_, kind: string) => `/${kind}/:${kind === "issues" ? "iid" : "id"}`)
    .replace(/\/projects\/[^/]+/, "/projects/:id");
}
