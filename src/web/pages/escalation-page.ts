import { concernsOf, howLong } from "../../decide/concerns.ts";
import type { OverviewLine } from "../../decide/overview-line.ts";
import { stepName } from "../../decide/rules/steps.ts";
import { describeDue, describeMoment } from "../../time/describe.ts";
import { needName, needWay } from "./closing-words.ts";
import { type Child, html } from "./html.ts";
import { layout } from "./layout.ts";
import { badges, driName, fact, pauseText, standup } from "./overview/row.ts";
import { type TimelineLine, timelineList } from "./timeline.ts";
import type { Viewer } from "./viewer.ts";
import { accountPath, roughly, time, timeAgo, titleOf, type Words, webLink } from "./words.ts";

export interface EscalationPage {
  line: OverviewLine;
  open: boolean;
  timeline: readonly TimelineLine[];
  /** The page of the timeline that is shown, from 1. */
  page: number;
  /** What the policy requires to close. */
  required: readonly string[];
  viewer: Viewer;
  words: Words;
  version: string;
}

/** One escalation: how it stands, what it still needs, and why everything was decided as it was (P-SEE-3). */
export function escalationPage(page: EscalationPage): string {
  const { line, open, viewer, words, version, timeline } = page;
  const concerns = open ? concernsOf(line, words).filter(({ rank }) => rank !== "besides") : [];
  const isOverdue = open && line.clocks.some(({ overdue_at }) => words.now >= Date.parse(overdue_at));
  return layout({
    title: `${line.customer ?? "Customer not named"}: ${titleOf(line)}`,
    ...{ viewer, version },
    summary: `${line.status?.replaceAll("-", " ") ?? "open"}, ${timeline.length} entries`,
    content: html`
      <div id="escalation" data-live class="single ${line.severity ?? "none"}">
        <p class="crumb">${
          line.customer === null
            ? "Customer not named"
            : html`<a id="account" href=${accountPath(line.customer)}>${line.customer}</a>`
        }</p>
        <h1>${titleOf(line)}</h1>
        <div class="state"><b class="severity ${line.severity ?? "none"}">${line.severity ?? "no severity yet"}</b> ${badges(line, isOverdue)}</div>
        ${
          concerns.length > 0 &&
          html`<ul class="concerns">${concerns.map(({ rank, say }) => html`<li class=${rank}>${say()}</li>`)}</ul>`
        }
        ${links(line)}
        ${line.happening !== null && html`<p class="happening">${line.happening}</p>`}
        <div class="columns">
          <section aria-labelledby="people-title"><h2 id="people-title">Who, and since when</h2><dl>${people(page)}</dl></section>
          ${open ? whatIsOwed(page) : null}
          ${asks(page)}
          ${criteria(page)}
          ${open ? wayToClosing(page) : null}
        </div>
        ${timelineList(timeline, { page: page.page, words, issueUrl: webLink(line.web_url) })}
        <footer class="quiet"><p>As of ${describeMoment(words.now, words.timeZone)}.</p></footer>
      </div>`,
  });
}

function links({ web_url, iid, channel, channel_url, tracker_url }: OverviewLine): Child {
  const all: [string, string | undefined][] = [
    [`Issue #${iid}`, webLink(web_url)],
    [`#${channel}`, webLink(channel_url)],
    ["Tracker", webLink(tracker_url)],
  ];
  return html`<ul class="links" aria-label="Elsewhere">${all.map(
    ([name, href], index) => href !== undefined && html`<li><a id="elsewhere-${index}" href=${href}>${name}</a></li>`,
  )}</ul>`;
}

function people({ line, open, words }: EscalationPage): Child[] {
  const { product_dri, manager, region, last_update, last_customer_update, closed_at, closed_as, outcome } = line;
  return [
    fact("DRI", line.dri === null ? html`<strong class="bad">nobody yet</strong>` : driName(line, words)),
    (product_dri !== null || line.needs.includes("product dri")) &&
      fact("Product DRI", product_dri === null ? html`<strong class="bad">wanted</strong>` : words.nameOf(product_dri)),
    manager !== null && fact("CSM manager", words.nameOf(manager)),
    region !== null && fact("Region", region),
    line.origin !== null && fact("Origin", line.origin.replaceAll("-", " ")),
    fact("Opened", describeMoment(Date.parse(line.opened_at), words.timeZone)),
    open && fact("Open", howLong(line.opened_at, words)),
    closed_at !== null && fact("Ended", `${describeMoment(Date.parse(closed_at), words.timeZone)}, ${closed_as}`),
    closed_at !== null && fact("It took", roughly(Date.parse(closed_at) - Date.parse(line.opened_at))),
    outcome !== null && fact("Outcome", outcome),
    fact("Last update", last_update === null ? "none yet" : timeAgo(last_update, words)),
    fact("Customer", last_customer_update === null ? "not spoken with yet" : timeAgo(last_customer_update, words)),
    line.paused_until !== null && fact("Paused", pauseText(line, words)),
    line.standup !== null && open && fact("Standup", standup(line.standup, words, "join")),
  ];
}

const CLOCK_NAMES = { internal: "Internal update", customer: "Customer communication" } as const;

function whatIsOwed({ line: { clocks, steps_missing }, words }: EscalationPage): Child {
  if (clocks.length + steps_missing.length === 0) return null;
  const due = (iso: string) => describeDue(Date.parse(iso), words.now, words.workingTime, words.timeZone);
  return html`<section aria-labelledby="due-title">
    <h2 id="due-title">What is due</h2>
    <dl>
      ${clocks.map(({ name, due: at }) => fact(CLOCK_NAMES[name], due(at)))}
      ${steps_missing.map((step) => fact(`Opening: ${stepName(step)}`, due(step.due)))}
    </dl>
  </section>`;
}

function asks({ line: { open_asks }, words }: EscalationPage): Child {
  if (open_asks.length === 0) return null;
  return html`<section aria-labelledby="asks-title">
    <h2 id="asks-title">Open asks</h2>
    <ul class="asks">${open_asks.map(
      ({ text, since }) => html`<li>${text} <small>open ${time(since, howLong(since, words), words)}</small></li>`,
    )}</ul>
  </section>`;
}

function criteria({ line: { exit_criteria }, words }: EscalationPage): Child {
  const { met, of, items } = exit_criteria;
  return html`<section aria-labelledby="criteria-title">
    <h2 id="criteria-title">Exit criteria${of > 0 && html`, ${met} of ${of} met`}</h2>
    ${
      of === 0
        ? html`<p>None written yet.</p>`
        : html`<ul class="checks">${items.map((one) => html`<li>${tick(one.met)} ${one.text} ${whoAndWhen(one, words)}</li>`)}</ul>`
    }
  </section>`;
}

function whoAndWhen({ by, at }: OverviewLine["exit_criteria"]["items"][number], { nameOf, timeZone }: Words): Child {
  if (at === null) return null;
  const when = describeMoment(Date.parse(at), timeZone);
  return html`<small>${by === null ? `seen ${when}` : `${nameOf(by)}, ${when}`}</small>`;
}

/** What the policy asks for before it may end (section 9): what is there, and the line to write for what is not. */
function wayToClosing({ line: { missing_to_close, closing }, required }: EscalationPage): Child {
  // Held, nothing can be agreed, and the line says no more than that.
  const isHeld = missing_to_close.includes("severity");
  const needs = [...new Set([...missing_to_close, ...required.filter((need) => need !== "rca")])];
  return html`<section aria-labelledby="closing-title">
    <h2 id="closing-title">The way to closing</h2>
    ${closing && html`<p>A close is asked for: it ends by itself with the last of these.</p>`}
    <ul class="checks">${needs.map((need) => {
      const isMissing = isHeld || missing_to_close.includes(need);
      const way = isMissing ? needWay(need) : undefined;
      return html`<li>${tick(!isMissing)} ${needName(need)}${way !== undefined && html` <code>${way}</code>`}</li>`;
    })}</ul>
  </section>`;
}

function tick(isDone: boolean): Child {
  return isDone
    ? html`<span class="tick done"><span aria-hidden="true">✓</span><span class="unseen">done:</span></span>`
    : html`<span class="tick"><span aria-hidden="true">○</span><span class="unseen">open:</span></span>`;
}
