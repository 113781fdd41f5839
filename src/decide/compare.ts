import { describeMoment } from "../time/describe.ts";
import type { Decision, Facts, PlannedAction } from "./facts.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { peopleOf } from "./people.ts";
import { wantInWords } from "./wants.ts";

/** A decision with what it was made on, and what it wants that was not done yet. */
export interface Sight {
  facts: Facts;
  decision: Decision;
  wanted: readonly PlannedAction[];
}

/** One thing that would be otherwise: `text` says it, `from` and `to` are usernames, words, or times in ISO 8601. */
export interface Change {
  /** Who, what is due, what would be done, what would be kept current. */
  kind: "who" | "state" | "due" | "do" | "keep";
  text: string;
  from: string | null;
  to: string | null;
}

/**
 * What would be otherwise under a proposed policy or directory: two decisions about the same issue at the same moment,
 * compared. Empty where nothing would.
 */
export function compare(today: Sight, proposed: Sight): Change[] {
  return [
    ...whoChanges(today, proposed),
    ...stateChanges(today, proposed),
    ...dueChanges(today, proposed),
    ...wantChanges(today, proposed),
  ];
}

function whoChanges({ decision: today }: Sight, { decision: proposed }: Sight): Change[] {
  const person = (name: string, from: string | null, to: string | null, because = ""): Change[] => {
    if (from === to) return [];
    const at = (username: string | null) => (username === null ? "nobody" : `@${username}`);
    return [
      { kind: "who", text: `${name} moves from ${at(from)} to ${at(to)}${because && ` (${because})`}`, from, to },
    ];
  };
  const [before, after] = [today.overview, proposed.overview];
  return [
    ...person("DRI", before.dri, after.dri, proposed.memory.dri?.because),
    ...person("proposed DRI", today.memory.proposed?.username ?? null, proposed.memory.proposed?.username ?? null),
    ...person("Product DRI", before.product_dri, after.product_dri),
    ...person("CSM manager", before.manager, after.manager),
  ];
}

function stateChanges({ decision: { overview: before } }: Sight, { decision: { overview: after } }: Sight): Change[] {
  const value = (name: string, from: string | null, to: string | null): Change[] =>
    from === to ? [] : [{ kind: "state", text: `${name} changes from ${from ?? "none"} to ${to ?? "none"}`, from, to }];
  const list = (from: readonly string[], to: readonly string[], more: string, less: string): Change[] => [
    ...to
      .filter((one) => !from.includes(one))
      .map((one): Change => ({ kind: "state", text: `${more} ${words(one)}`, from: null, to: one })),
    ...from
      .filter((one) => !to.includes(one))
      .map((one): Change => ({ kind: "state", text: `${less} ${words(one)}`, from: one, to: null })),
  ];
  return [
    ...value("customer", before.customer, after.customer),
    ...value("region", before.region, after.region),
    ...value("severity", before.severity, after.severity),
    ...value("status", before.status, after.status),
    ...list(before.needs, after.needs, "would need a", "would no longer need a"),
    ...list(
      before.missing_to_close,
      after.missing_to_close,
      "closing would also take:",
      "closing would no longer take:",
    ),
    ...(before.overdue === after.overdue
      ? []
      : [
          {
            kind: "state" as const,
            text: after.overdue ? "would be overdue" : "would no longer be overdue",
            from: null,
            to: null,
          },
        ]),
  ];
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}

function dueChanges(today: Sight, proposed: Sight): Change[] {
  const [before, after] = [today, proposed].map(({ facts, decision }) => momentsOf(facts, decision));
  const [zoneBefore, zoneAfter] = [today, proposed].map(
    ({ facts, decision }) => peopleOf({ ...facts, memory: decision.memory }).timeZone,
  );
  const names = [...new Set([...(before ?? []), ...(after ?? [])].map(({ what }) => what))];
  return names.flatMap((what): Change[] => {
    const [from, to] = [at(before, what), at(after, what)];
    if (from === to || isOverdueWhenDue(what)) return [];
    const [was, is] = [said(from, zoneBefore), said(to, zoneAfter)];
    const text =
      from === undefined
        ? `${what}: new, ${is}`
        : to === undefined
          ? `${what}: not any more, was ${was}`
          : `${what}: moves from ${was} to ${is}`;
    return [{ kind: "due", text, from: iso(from), to: iso(to) }];
  });

  /** Told with the other: where no time lies between the two, before and after. */
  function isOverdueWhenDue(what: string): boolean {
    const due = what.replace(/overdue$/, "due");
    return due !== what && [before, after].every((moments) => at(moments, what) === at(moments, due));
  }
}

function at(moments: readonly Moment[] | undefined, what: string): number | undefined {
  return moments?.find((moment) => moment.what === what)?.at;
}

function said(time: number | undefined, timeZone = "Etc/UTC"): string {
  return time === undefined ? "" : describeMoment(time, timeZone);
}

function iso(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

function wantChanges(today: Sight, proposed: Sight): Change[] {
  const asText = ({ key, action }: PlannedAction) => `${key} ${JSON.stringify(action)}`;
  const common = new Set(today.wanted.map(asText)).intersection(new Set(proposed.wanted.map(asText)));
  const wants = ({ wanted, facts }: Sight) =>
    inOnePlace(wanted)
      .filter((one) => !common.has(asText(one)))
      .flatMap((one) => wantInWords(one, facts.policy.announcements.channel));
  const [before, after] = [wants(today), wants(proposed)];
  const says = (some: typeof before) => [...new Set(some.flatMap((want) => ("says" in want ? [want.says] : [])))];
  const keeps = [...new Set([...after, ...before].flatMap((want) => ("keeps" in want ? [want.keeps] : [])))];
  return [
    ...says(after)
      .filter((one) => !says(before).includes(one))
      .map((to): Change => ({ kind: "do", text: `would ${to}`, from: null, to })),
    ...says(before)
      .filter((one) => !says(after).includes(one))
      .map((from): Change => ({ kind: "do", text: `would no longer ${from}`, from, to: null })),
    ...(keeps.length === 0
      ? []
      : [
          {
            kind: "keep" as const,
            text: `would bring up to date: ${keeps.join(", ")}`,
            from: null,
            to: keeps.join(", "),
          },
        ]),
  ];
}

/** What is said on the issue and in the channel alike is told once. */
function inOnePlace(wanted: readonly PlannedAction[]): PlannedAction[] {
  const keys = new Set(wanted.map(({ key }) => key));
  return wanted.filter(({ key }) => !key.endsWith("/channel") || !keys.has(key.slice(0, -"/channel".length)));
}
