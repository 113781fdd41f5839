import type { BoxChange } from "../../escalation/issue.ts";
import type { Memory } from "../../escalation/memory.ts";
import { describeMoment } from "../../time/describe.ts";
import type { Facts, Overview } from "../facts.ts";
import { inline } from "../note-text.ts";
import type { People } from "../people.ts";
import { shortened } from "./opening.ts";

type Ticked = Memory["criteria"][number];

/**
 * Who ticked each exit criterion that is met, and when (P-SEE-6). GitLab notes it where nothing but boxes was changed;
 * else it is known only that somebody did, and when the service first saw it.
 */
export function tickedCriteria({ fields, discussion, memory, now }: Facts): Memory["criteria"] {
  const known = new Map(memory.criteria.map((one) => [one.text, one]));
  const changes = new Map((discussion?.boxes ?? []).map((change) => [lettersOf(change.item), change]));
  const texts = new Set(fields.exitCriteria.filter(({ done }) => done).map(({ text }) => text));
  return [...texts].map((text) => {
    const change = changes.get(lettersOf(text.split("\n")[0] ?? ""));
    return told(text, change, known.get(text)) ?? { text, by: null, at: now };
  });
}

/** Cleared after it was last seen ticked, it was ticked again in a way that GitLab has no note of. */
function told(text: string, change: BoxChange | undefined, known: Ticked | undefined): Ticked | undefined {
  if (change?.ticked) return { text, by: change.by.username, at: change.at };
  return change && known && known.at < change.at ? undefined : known;
}

/** GitLab notes an item's Markdown, and what is read of the description is its text: the same letters. */
function lettersOf(item: string): string {
  return item
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}

/** As a check list in Markdown, each at most `longest` characters, with who ticked it and when. */
export function criteriaList(
  { fields, memory }: Facts,
  people: People,
  longest = Number.POSITIVE_INFINITY,
): string | undefined {
  if (fields.exitCriteria.length === 0) return undefined;
  const ticked = new Map(memory.criteria.map((one) => [one.text, one]));
  return fields.exitCriteria
    .map(({ text, done }) => {
      const by = done ? ticked.get(text) : undefined;
      return `- [${done ? "x" : " "}] ${inline(shortened(text, longest))}${by ? ` ${whoAndWhen(by, people)}` : ""}`;
    })
    .join("\n");
}

function whoAndWhen({ by, at }: Ticked, people: People): string {
  const when = describeMoment(at, people.timeZone);
  return by === null ? `(met, seen ${when})` : `(met, ${inline(people.nameOf(by))}, ${when})`;
}

/** For programs; who and when are null while it is open, who also where nobody can tell. */
export function criteriaItems({ fields, memory }: Facts): Overview["exit_criteria"]["items"] {
  const ticked = new Map(memory.criteria.map((one) => [one.text, one]));
  return fields.exitCriteria.map(({ text, done }) => {
    const { by = null, at } = (done && ticked.get(text)) || {};
    return { text, met: done, by, at: at === undefined ? null : new Date(at).toISOString() };
  });
}
