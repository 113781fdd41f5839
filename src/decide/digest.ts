import { type Directory, timeZoneOf } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import { type Morning, morningOf, nextMorning } from "../time/mornings.ts";
import { concernsOf, type DigestLine, type Reader } from "./concerns.ts";
import { digestMessage } from "./digest-text.ts";
import type { Message } from "./message.ts";

/**
 * The CSM manager's daily digest of their region (P-ROLE-1): one direct message on each working day, at their own morning,
 * where there is something to say. It goes across escalations, so it is no part of `decide`; like it, it is pure.
 */

export interface Configuration {
  policy: Policy;
  directory: Directory;
}

/** Names the digest of one manager and day; `expiresAt` (ms) is when that day is over, after which it is not sent. */
export interface OwedDigest {
  /** In lower case. */
  manager: string;
  day: string;
  morningAt: number;
  expiresAt: number;
}

/** Mornings that have come today in zones where they were not looked at yet: `looked` has the last such day by zone. */
export function morningsDue(configuration: Configuration, looked: ReadonlyMap<string, string>, now: number): Morning[] {
  return zonesOf(configuration)
    .map((timeZone) => morningOf(now, configuration.policy.working_time, timeZone))
    .filter((morning) => morning !== undefined)
    .filter(({ timeZone, day }) => looked.get(timeZone) !== day);
}

/** When the next morning comes in any zone (ms). */
export function nextMorningDue(configuration: Configuration, now: number): number {
  const { working_time } = configuration.policy;
  return Math.min(...zonesOf(configuration).map((timeZone) => nextMorning(now, working_time, timeZone)));
}

/**
 * Whose digests those mornings bring: of every manager in these zones, of whose escalations one that was open in the
 * morning wants saying something. Whoever has one for a day that is not over gets no other, wherever they have moved.
 */
export function digestsOwed(
  mornings: readonly Morning[],
  lines: readonly DigestLine[],
  known: readonly OwedDigest[],
  configuration: Configuration,
  now: number,
): OwedDigest[] {
  const byZone = new Map(mornings.map((morning) => [morning.timeZone, morning]));
  return [...byManager(lines)].flatMap(([manager, own]) => {
    const morning = byZone.get(zoneOf(manager, own, configuration));
    if (!morning) return [];
    const owed = { manager, day: morning.day, morningAt: morning.at, expiresAt: morning.until };
    const had = known.some((one) => one.manager === manager && (one.expiresAt > now || one.day >= morning.day));
    return !had && wantsSaying(own, owed, readerOf(owed, own, configuration, now)) ? [owed] : [];
  });
}

/** What a manager's digest says now; undefined where there is nothing to say any more. `lines` may be those of others too. */
export function digestFor(
  owed: OwedDigest,
  lines: readonly DigestLine[],
  configuration: Configuration,
  now: number,
): Message | undefined {
  const own = byManager(lines).get(owed.manager) ?? [];
  const reader = readerOf(owed, own, configuration, now);
  if (!wantsSaying(own, owed, reader)) return undefined;
  return digestMessage(own, { reader, directory: configuration.directory, morningAt: owed.morningAt });
}

/** What was opened later than in the morning alone is no reason: its manager heard of it then. */
function wantsSaying(own: readonly DigestLine[], { morningAt }: OwedDigest, reader: Reader): boolean {
  return own.some((line) => Date.parse(line.opened_at) <= morningAt && concernsOf(line, reader).length > 0);
}

function readerOf(
  { manager, expiresAt }: OwedDigest,
  own: readonly DigestLine[],
  configuration: Configuration,
  now: number,
): Reader {
  return {
    timeZone: zoneOf(manager, own, configuration),
    workingTime: configuration.policy.working_time,
    now,
    endOfDay: expiresAt,
  };
}

function byManager(lines: readonly DigestLine[]): Map<string, DigestLine[]> {
  const managed = lines.filter(({ manager }) => manager !== null);
  return Map.groupBy(managed, ({ manager }) => manager?.toLowerCase() ?? "");
}

/** A manager's own, else that of the region they manage, else of their first escalation's region, else the policy's. */
function zoneOf(manager: string, lines: readonly DigestLine[], { policy, directory }: Configuration): string {
  const managed = Object.entries(directory.regions).find(([, { csm_managers }]) =>
    csm_managers.some((username) => username.toLowerCase() === manager),
  );
  const [oldest] = lines.toSorted((one, other) => (one.opened_at < other.opened_at ? -1 : 1));
  return timeZoneOf({ policy, directory }, { person: manager, region: managed?.[0] ?? oldest?.region ?? undefined });
}

/** Wherever a manager can be: also somebody whom only an issue names. */
function zonesOf({ policy, directory }: Configuration): string[] {
  const zones = [...Object.values(directory.regions), ...Object.values(directory.people)].map(
    ({ time_zone }) => time_zone ?? policy.working_time.time_zone,
  );
  return [...new Set([policy.working_time.time_zone, ...zones])];
}
