import { z } from "zod";
import { describeDay, describeMoment } from "../../time/describe.ts";
import { type Child, html } from "./html.ts";
import type { Words } from "./words.ts";

/** One entry as the store keeps it; `facts` is JSON. */
export interface TimelineLine {
  at: number;
  who: string;
  what: string;
  rule: string;
  facts: string;
}

const ON_A_PAGE = 100;
const LONGEST_FACT = 300;

/** Facts that say why without their name in front. */
const REASONS = ["because", "why", "reason", "text"];

const Commented = z.object({ comment: z.number().int().optional().catch(undefined) }).catch({});
const Facts = z.record(z.string(), z.unknown()).catch({});

/** Who did what and why, newest first, by day; `page` is counted from the newest. */
export function timelineList(
  timeline: readonly TimelineLine[],
  { page, words, issueUrl }: { page: number; words: Words; issueUrl: string | undefined },
): Child {
  // Counted from the oldest, an entry keeps its number when others come.
  const newestFirst = timeline.map((one, number) => ({ ...one, number })).toReversed();
  const pages = Math.max(1, Math.ceil(timeline.length / ON_A_PAGE));
  const shown = Math.min(page, pages);
  const entries = newestFirst.slice((shown - 1) * ON_A_PAGE, shown * ON_A_PAGE);
  const days = Map.groupBy(entries, ({ at }) => describeDay(at, words.timeZone));
  return html`<section class="timeline" aria-labelledby="timeline-title">
    <h2 id="timeline-title">What happened, and why</h2>
    ${entries.length === 0 && html`<p>Nothing is kept of it any more.</p>`}
    ${[...days].map(([day, some]) => html`<h3>${day}</h3><ol>${some.map((one) => entry(one, words, issueUrl))}</ol>`)}
    ${
      pages > 1 &&
      html`<nav class="pager" aria-label="Timeline">
        ${shown > 1 && html`<a id="newer" href="?page=${shown - 1}">Newer</a>`}
        ${shown < pages && html`<a id="older" href="?page=${shown + 1}">Older</a>`}
      </nav>`
    }
  </section>`;
}

function entry(
  { at, who, what, rule, facts, number }: TimelineLine & { number: number },
  words: Words,
  issueUrl: string | undefined,
): Child {
  const moment = describeMoment(at, words.timeZone);
  const why = whyOf(facts);
  const comment = Commented.parse(JSON.parse(facts)).comment;
  return html`<li>
    <time datetime=${new Date(at).toISOString()}>${moment.slice(moment.indexOf(", ") + 2)}</time>
    <p><b>${who === "service" ? "The service" : words.nameOf(who)}</b>${": "}${what}</p>
    <p class="why">${why !== "" && `${why} · `}${
      issueUrl !== undefined &&
      comment !== undefined &&
      html`<a href="${issueUrl}#note_${comment}" id="entry-${number}">comment</a>${" · "}`
    }<span class="rule">${rule}</span></p>
  </li>`;
}

/** The facts that the rule fired on, as people read them: what is a reason by itself first, the others by their names. */
export function whyOf(facts: string): string {
  const { comment: _, ...said } = Facts.parse(JSON.parse(facts));
  const texts = Object.entries(said).flatMap(([name, value]) => {
    const text = textOf(value);
    if (text === "") return [];
    return REASONS.includes(name) ? [{ text, rank: 0 }] : [{ text: `${name.replaceAll("_", " ")}: ${text}`, rank: 1 }];
  });
  return texts
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ text }) => text)
    .join("; ");
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = Array.isArray(value) ? value.map(textOf).join(", ") : typeof value === "object" ? "" : String(value);
  return text.length > LONGEST_FACT ? `${text.slice(0, LONGEST_FACT - 1)}…` : text;
}
