import { howLong, nextDue } from "../../../decide/concerns.ts";
import type { OverviewLine } from "../../../decide/overview-line.ts";
import { needName } from "../closing-words.ts";
import { type Child, html } from "../html.ts";
import {
  accountPath,
  counted,
  escalationPath,
  listed,
  shortened,
  standupText,
  time,
  timeAgo,
  titleOf,
  type Words,
  webLink,
} from "../words.ts";
import type { Entry } from "./select.ts";

/** What is said of one is cut so that a page of them stays small. */
const LONGEST_TITLE = 120;
const LONGEST_ASK = 140;
const MOST_ASKS = 3;

/** One escalation at a glance: who and what, who has it and how the clocks stand, what is asked and what blocks its end. */
export function row({ line, concerns, isOverdue }: Entry, words: Words): Child {
  const id = `e-${line.project_id}-${line.iid}`;
  const urgent = concerns.filter(({ rank }) => rank !== "besides");
  return html`<li>
    <article class="escalation ${line.severity ?? "none"}" aria-labelledby=${id}>
      <div class="what">
        <h3 id=${id}>
          ${
            line.customer === null
              ? html`<span class="customer">Customer not named</span>`
              : html`<a class="customer" id="${id}-account" href=${accountPath(line.customer)}>${line.customer}</a>`
          }${" "}
          <a id="${id}-link" href=${escalationPath(line)}>${shortened(titleOf(line), LONGEST_TITLE)}</a>
        </h3>
        <p class="people">${people(line, words)}</p>
        ${badges(line, isOverdue)}
        ${
          urgent.length > 0 &&
          html`<ul class="concerns">${urgent.map(({ rank, say }) => html`<li class=${rank}>${say()}</li>`)}</ul>`
        }
      </div>
      <dl>${facts(line, words)}</dl>
      <dl>${needs(line, words)}</dl>
    </article>
  </li>`;
}

export function badges({ status, closing, paused_until }: OverviewLine, isOverdue: boolean): Child {
  const said = [
    ...(isOverdue ? [html`<li class="bad">overdue</li>`] : []),
    ...(status === null ? [] : [html`<li>${status.replaceAll("-", " ")}</li>`]),
    ...(closing && status !== "awaiting-agreement" ? [html`<li>close asked for</li>`] : []),
    ...(paused_until === null ? [] : [html`<li class="warn">paused</li>`]),
  ];
  return said.length > 0 && html`<ul class="badges" aria-label="State">${said}</ul>`;
}

/** Who has it, since when. */
function people(line: OverviewLine, words: Words): Child {
  const { dri, product_dri, needs, opened_at } = line;
  const nobody = html`<b class=${needs.includes("dri") ? "bad" : undefined}>No DRI yet</b>`;
  return html`${dri === null ? nobody : html`DRI <b>${driName(line, words)}</b>`}
    ${product_dri !== null && html` · Product <b>${words.nameOf(product_dri)}</b>`}
    ${needs.includes("product dri") && html` · <b class="bad">Product DRI wanted</b>`}
    ${" · "}open ${time(opened_at, howLong(opened_at, words), words)}`;
}

function facts(line: OverviewLine, words: Words): Child[] {
  const next = nextDue(line, words);
  return [
    fact("Update", line.last_update === null ? "none yet" : timeAgo(line.last_update, words)),
    fact(
      "Customer",
      line.last_customer_update === null ? "not spoken with yet" : timeAgo(line.last_customer_update, words),
    ),
    next !== undefined && fact("Next", next),
    line.paused_until !== null && fact("Paused", pauseText(line, words)),
    line.standup !== null && fact("Standup", standup(line.standup, words, `e-${line.project_id}-${line.iid}-join`)),
  ];
}

function needs({ open_asks, exit_criteria, missing_to_close }: OverviewLine, words: Words): Child[] {
  const more = open_asks.length - MOST_ASKS;
  return [
    open_asks.length > 0 &&
      fact(
        "Asks",
        html`<ul class="asks">
          ${open_asks
            .slice(0, MOST_ASKS)
            .map(
              ({ text, since }) =>
                html`<li>${shortened(text, LONGEST_ASK)} <small>open ${time(since, howLong(since, words), words)}</small></li>`,
            )}
          ${more > 0 && html`<li><small>and ${more} more</small></li>`}
        </ul>`,
      ),
    fact("Exit", exit_criteria.of === 0 ? "no criteria written yet" : criteriaText(exit_criteria)),
    missing_to_close.length > 0 && fact("To close", listed(missing_to_close.map(needName))),
  ];
}

export function criteriaText({ met, of }: OverviewLine["exit_criteria"]): Child {
  return html`<progress value=${met} max=${of} aria-hidden="true"></progress> ${met} of ${of} criteria met`;
}

export function pauseText({ paused_until, paused_because }: OverviewLine, words: Words): Child {
  if (paused_until === null) return null;
  const left = Date.parse(paused_until) - words.now;
  const until = left > 0 ? `for ${counted(Math.max(1, Math.ceil(left / 86_400_000)), "day")} more` : "until now";
  return html`${time(paused_until, until, words)}${paused_because !== null && `: ${shortened(paused_because, LONGEST_ASK)}`}`;
}

/** `id` is the link's: the focus stays on what has one when the page is renewed. */
export function standup(series: NonNullable<OverviewLine["standup"]>, words: Words, id: string): Child {
  const link = webLink(series.link);
  return html`${standupText(series, words)}${link !== undefined && html` · <a id=${id} href=${link}>join</a>`}`;
}

export function driName({ dri, dri_name }: Pick<OverviewLine, "dri" | "dri_name">, { nameOf }: Words): string {
  return dri_name ?? (dri === null ? "nobody yet" : nameOf(dri));
}

export function fact(name: string, value: Child): Child {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
