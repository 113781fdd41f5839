import type { World } from "../test/support/world.ts";
import type { Row } from "./report.ts";

/** How often each call was made, by its name on either side, in the order of the first ones. */
export type Calls = ReadonlyMap<string, number>;

/** The fewest calls with which an opening can be done. */
const THEORETICAL: Calls = new Map([
  ["GET issue", 1],
  ["PUT issue", 1],
  ["POST wiki page", 1],
  ["POST note", 1],
  ["conversations.create", 1],
  ["conversations.setTopic", 1],
  ["conversations.invite", 1],
  ["chat.postMessage", 2],
  ["pins.add", 1],
  ["bookmarks.add", 2],
]);
/** What may be added to that, at most (docs/performance.md says for what). */
const ALLOWANCE = 2;
const MOST_AT_AN_OPENING = [...THEORETICAL.values()].reduce((sum, count) => sum + count) + ALLOWANCE;
/**
 * Reading, noting, telling the channel and correcting topic, declaration and labels takes five to seven. From high to
 * critical a Product DRI of higher rank is asked for besides: a label and a comment (P-PROD-2).
 */
const MOST_AT_A_SEVERITY_CHANGE = 7 + 2 + ALLOWANCE;

/** Once for each person a day, so not part of what one escalation costs. */
const LOOK_UP = "users.lookupByEmail";

/** The calls both sides heard since they were last forgotten. */
export function callsHeard({ gitlab, slack }: World): Calls {
  const calls = new Map<string, number>();
  const names = [...gitlab.requests.all().map(nameOf), ...slack.requests.calls.map(({ method }) => method)];
  for (const name of names) calls.set(name, (calls.get(name) ?? 0) + 1);
  return calls;
}

export function forgetCalls({ gitlab, slack }: World): void {
  gitlab.requests.reset();
  slack.requests.reset();
}

/** How many there were, people's look-ups left out. */
export function total(calls: Calls): number {
  return [...calls].reduce((sum, [name, count]) => (name === LOOK_UP ? sum : sum + count), 0);
}

/** One row for each call of an opening, what the theory has no place for marked, and the sum of them. */
export function openingRows(warm: Calls, cold: Calls): Row[] {
  const group = "API calls of an opening, caches warm";
  const names = new Set([...THEORETICAL.keys(), ...warm.keys()]);
  names.delete(LOOK_UP);
  return [
    ...[...names].map((name): Row => {
      const what = THEORETICAL.has(name) ? name : `${name} (added)`;
      return { group, what, measured: warm.get(name) ?? 0, unit: "calls" };
    }),
    { group, what: "total", measured: total(warm), unit: "calls", goal: { atMost: MOST_AT_AN_OPENING } },
    { group, what: `apart: ${LOOK_UP}`, measured: warm.get(LOOK_UP) ?? 0, unit: "calls" },
    { group: "the first opening of all", what: "total", measured: total(cold), unit: "calls" },
    { group: "the first opening of all", what: `apart: ${LOOK_UP}`, measured: cold.get(LOOK_UP) ?? 0, unit: "calls" },
  ];
}

export function severityChangeRows(calls: Calls): Row[] {
  const group = "API calls of a severity change";
  return [
    ...[...calls].map(([what, measured]): Row => ({ group, what, measured, unit: "calls" })),
    { group, what: "total", measured: total(calls), unit: "calls", goal: { atMost: MOST_AT_A_SEVERITY_CHANGE } },
  ];
}

/** `/projects/71/issues/42/notes` → "GET notes", with POST, PUT and DELETE "POST note". */
function nameOf({ method, path }: { method: string; path: string }): string {
  const words = path.split("/").filter((word) => /^[a-z_]+$/.test(word) && word !== "all");
  const last = words.at(-1) ?? path;
  const isOne = method !== "GET" || /\/\d+$/.test(path);
  return `${method} ${isOne ? last.replace(/s$/, "") : last}`;
}
