import type { Memory } from "../../escalation/memory.ts";
import { trackerTitle } from "../../escalation/tracker-page/title.ts";
import { describeMoment } from "../../time/describe.ts";
import { WriteTracker } from "../action.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import type { People } from "../people.ts";
import { HEADINGS } from "./mirror.ts";
import { isTrackerKept, TRACKER } from "./tracker-link.ts";
import { trackerSections } from "./tracker-sections.ts";

/** People change several things in a row: what they changed is written together, and the page's history stays readable. */
const SETTLED_MS = 10_000;
/** So often the page is looked at though nothing changed, for what people took out of it by mistake (P-OPEN-4). */
const LOOKED_AT_EVERY_MS = 24 * 60 * 60_000;
/** While the page cannot be written, the log waits; beyond this the oldest go, which stand on the issue all the same. */
const MOST_WAITING = 100;

type Words = Memory["words"];

export interface KeptTracker {
  actions: PlannedAction[];
  memory: Pick<Memory, "tracker" | "words">;
  recheckAt: number | undefined;
}

/**
 * The tracker document (P-OPEN-4): made at once, an update goes into its log at once, everything else follows when it has
 * settled. `words` are the updates that wait to be told and logged. At its end it is written once more, when that is due.
 */
export function keepTracker(
  facts: Facts,
  people: People,
  found: Judgements,
  words: Words,
  isEndDue = false,
): KeptTracker {
  const { memory, receipts, issue, now } = facts;
  const { severity } = found.severity;
  if (!severity || !isTrackerKept(facts, severity))
    return { actions: [], memory: { tracker: memory.tracker, words: logged(words) }, recheckAt: undefined };

  const asked = askedBefore(facts);
  const inLog = receipts.isDone(TRACKER) ? (asked?.entries ?? []).map(({ id }) => id) : [];
  const entries = [...(memory.tracker?.entries ?? []), ...entriesOf(words, people)]
    .filter(({ id }) => !inLog.includes(id))
    .slice(-MOST_WAITING);
  const sections = trackerSections(facts, people, found);
  const isBehind = JSON.stringify(asked?.sections) !== JSON.stringify(sections);
  const behindSince = isBehind ? (memory.tracker?.behindSince ?? now) : null;
  const title = memory.tracker?.title ?? titleFor(facts, people);
  const isNew = (id: string) => !asked?.entries.some((entry) => entry.id === id);
  const isNews = entries.some(({ id }) => isNew(id));
  const nextAt = nextWrite(asked?.asOf, behindSince);
  const isDue = found.closing.closed ? isEndDue && (isBehind || isNews) : nextAt <= now || isNews;
  const slug = receipts.done("write-tracker", TRACKER)?.slug;
  const action = {
    type: "write-tracker",
    // Where it was begun, also when the issue has moved since.
    projectId: asked?.projectId ?? issue.projectId,
    ...(slug !== undefined && { slug }),
    title,
    sections,
    entries,
    asOf: now,
  } as const;
  return {
    actions: isDue ? [{ key: TRACKER, lane: "gitlab", stream: TRACKER, action, replaces: true }] : [],
    memory: { tracker: { title, entries, behindSince: isDue ? null : behindSince }, words: logged(words) },
    recheckAt: isDue ? now + LOOKED_AT_EVERY_MS : nextAt,
  };
}

/** Whether the document says what there is to say, or nobody keeps one. */
export function isTrackerCurrent(facts: Facts, people: People, found: Judgements): boolean {
  const { severity } = found.severity;
  if (!severity || !isTrackerKept(facts, severity)) return true;
  const sections = JSON.stringify(trackerSections(facts, people, found));
  return JSON.stringify(askedBefore(facts)?.sections) === sections && facts.receipts.isOver(TRACKER);
}

/** In milliseconds since the epoch; at once where there is no document. */
function nextWrite(lastAt: number | undefined, behindSince: number | null): number {
  if (lastAt === undefined) return 0;
  return Math.min(
    lastAt + LOOKED_AT_EVERY_MS,
    behindSince === null ? Number.POSITIVE_INFINITY : behindSince + SETTLED_MS,
  );
}

function askedBefore({ receipts }: Facts): WriteTracker | undefined {
  const asked = receipts.asked(TRACKER);
  return asked === undefined ? undefined : WriteTracker.parse(JSON.parse(asked));
}

/** Nobody outside the escalation's own people reads a restricted customer's name in the list of pages (P-OPEN-7). */
function titleFor({ issue }: Facts, { customer, customerName }: People): string {
  return trackerTitle({ iid: issue.iid, customer: customer?.restricted ? undefined : customerName });
}

function entriesOf(words: Words, people: People): NonNullable<Memory["tracker"]>["entries"] {
  return words
    .filter(({ isLogged }) => !isLogged)
    .map(({ id, kind, by, at, text }) => ({
      id,
      at,
      heading: `${describeMoment(at, people.timeZone)}: ${HEADINGS[kind]} (${people.nameOf(by)})`,
      text,
    }));
}

/** What has been told in the channel as well is not kept any longer. */
function logged(words: Words): Words {
  return words.filter(({ isTold }) => !isTold).map((one) => ({ ...one, isLogged: true }));
}
