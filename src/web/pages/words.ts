import type { Reader } from "../../decide/concerns.ts";
import type { OverviewLine } from "../../decide/overview-line.ts";
import { type Directory, findPerson, timeZoneOf } from "../../policy/directory.ts";
import type { Policy } from "../../policy/policy.ts";
import { describeMoment } from "../../time/describe.ts";
import { localDay, onLocalDay } from "../../time/local-time.ts";
import { nextOccurrence } from "../../time/series.ts";
import { type Child, html } from "./html.ts";
import type { Viewer } from "./viewer.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How times and people are put for one viewer: in their own time zone, by the directory's names. */
export interface Words extends Reader {
  nameOf(username: string): string;
}

export function wordsFor(
  { username: person }: Viewer,
  { policy, directory }: { policy: Policy; directory: Directory },
  now: number,
): Words {
  const timeZone = timeZoneOf({ policy, directory }, { person, region: person && regionOfPerson(directory, person) });
  return {
    timeZone,
    now,
    workingTime: policy.working_time,
    endOfDay: onLocalDay(localDay(now, timeZone) + 1, "00:00", timeZone) - 1,
    nameOf: (username) => findPerson(directory, username)?.name ?? username,
  };
}

/** Where somebody works: the region they lead or manage, else that of a customer of theirs. */
function regionOfPerson({ regions, customers }: Directory, username: string): string | undefined {
  const isThem = (one: string | undefined) => one?.toLowerCase() === username.toLowerCase();
  const led = Object.entries(regions).find(([, { csm_leader, csm_managers }]) =>
    [csm_leader, ...csm_managers].some(isThem),
  );
  const looked = customers.find(({ csm, csm_manager, account_manager }) =>
    [csm, csm_manager, account_manager].some(isThem),
  );
  return led?.[0] ?? looked?.region;
}

/** `just now`, `5 minutes ago`, `3 hours ago`, `12 days ago`. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < MINUTE) return "just now";
  return `${roughly(passed)} ago`;
}

/** A stretch of time in its largest unit: `5 minutes`, `3 hours`, `12 days`; hours up to two days. */
export function roughly(ms: number): string {
  if (ms < HOUR) return counted(Math.max(1, Math.floor(ms / MINUTE)), "minute");
  if (ms < 2 * DAY) return counted(Math.floor(ms / HOUR), "hour");
  return counted(Math.floor(ms / DAY), "day");
}

export function counted(amount: number, unit: string): string {
  return `${amount.toLocaleString("en")} ${unit}${amount === 1 ? "" : "s"}`;
}

/** A moment with some words for it; the exact one stands behind it for who points at it. */
export function time(iso: string, text: string, { timeZone }: Words): Child {
  return html`<time datetime=${iso} title=${describeMoment(Date.parse(iso), timeZone)}>${text}</time>`;
}

export function timeAgo(iso: string, words: Words): Child {
  return time(iso, ago(Date.parse(iso), words.now), words);
}

/** `Mon, Wed 10:30 Europe/Berlin, next Wed 25 Nov 2026, 10:30 CET`. */
export function standupText({ days, time, time_zone: timeZone }: NonNullable<OverviewLine["standup"]>, words: Words) {
  const names = days.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`).join(", ");
  const next = describeMoment(nextOccurrence({ days, time, timeZone }, words.now), words.timeZone);
  return `${names} ${time} ${timeZone}, next ${next}`;
}

/** The title without the customer in front of it, which stands there already. */
export function titleOf({ title, customer }: Pick<OverviewLine, "title" | "customer">): string {
  if (customer === null || !title.toLowerCase().startsWith(customer.toLowerCase())) return title;
  const rest = title.slice(customer.length);
  // "Globexville" and "Globex's" are words of their own.
  return /^[\s:–—-]+\S/.test(rest) ? rest.replace(/^[\s:–—-]+/, "") : title;
}

/** Cut by characters as people count them. */
export function shortened(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

/** An address that a browser may be sent to; others are no links. */
export function webLink(address: string | null | undefined): string | undefined {
  return address != null && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
}

export function escalationPath({ project_id, iid }: Pick<OverviewLine, "project_id" | "iid">): string {
  return `/escalations/${project_id}/${iid}`;
}

export function accountPath(customer: string): string {
  return `/accounts/${encodeURIComponent(customer)}`;
}

/** Names as a sentence lists them: `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
