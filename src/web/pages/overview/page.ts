import { describeMoment } from "../../../time/describe.ts";
import { type Child, html } from "../html.ts";
import { layout } from "../layout.ts";
import type { Viewer } from "../viewer.ts";
import { counted, type Words } from "../words.ts";
import { type Filter, filterPath, isFiltered, SEVERITY_CHOICES } from "./filter.ts";
import { row } from "./row.ts";
import type { Entry, Selection } from "./select.ts";

export interface OverviewPage {
  selection: Selection;
  filter: Filter;
  viewer: Viewer;
  words: Words;
  version: string;
  /** How many escalations of restricted customers are left out. */
  leftOut: number;
}

const SEVERITY_TITLES = {
  none: "No severity",
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
} as const;

/** All open escalations (P-SEE-4). It works without its script, which only keeps it up to date. */
export function overviewPage(page: OverviewPage): string {
  const { selection, filter, viewer, words, version } = page;
  const { counts } = selection;
  return layout({
    title: "Overview",
    at: "/",
    ...{ viewer, version },
    summary: `${counts.all} open, ${counts.attention} ${counts.attention === 1 ? "needs" : "need"} attention`,
    content: html`
      <h1>Open escalations</h1>
      <div id="figures" data-live>${figures(page)}</div>
      ${form(page)}
      <div id="list" data-live>
        <p class="found">${foundText(selection, filter)}</p>
        ${groups(selection.entries).map(
          ([severity, entries]) => html`<section class="group" aria-labelledby="g-${severity}">
            <h2 id="g-${severity}">${SEVERITY_TITLES[severity]}</h2>
            <ol class="escalations">${entries.map((entry) => row(entry, words))}</ol>
          </section>`,
        )}
        ${pager(selection, filter)}
        <footer class="quiet">
          ${leftOutText(page)}
          <p>As of ${describeMoment(words.now, words.timeZone)}.</p>
        </footer>
      </div>`,
  });
}

/** Each is a filter too: one look says how bad it is, one tap shows which. */
function figures({ selection: { counts }, filter, viewer }: OverviewPage): Child {
  const severities = SEVERITY_CHOICES.filter((one) => one !== "none" || counts.severity.none > 0);
  return html`<nav class="figures" aria-label="Quick filters"><ul>
    ${severities.map((severity) =>
      figure(SEVERITY_TITLES[severity], counts.severity[severity], severity, filter.severity === severity, {
        ...filter,
        severity: filter.severity === severity ? undefined : severity,
      }),
    )}
    ${figure("Need attention", counts.attention, "attention", filter.attention, { ...filter, attention: !filter.attention })}
    ${figure("Overdue", counts.overdue, "overdue", filter.overdue, { ...filter, overdue: !filter.overdue })}
    ${
      viewer.username !== undefined &&
      figure("Mine", counts.mine, "mine", filter.mine, { ...filter, mine: !filter.mine })
    }
  </ul></nav>`;
}

function figure(name: string, count: number, kind: string, isOn: boolean, leadsTo: Filter): Child {
  return html`<li>
    <a id="f-${kind}" class="figure ${kind} ${count === 0 ? "none-of-it" : ""}" aria-current=${isOn ? "true" : undefined}
      href=${filterPath({ ...leadsTo, page: 1 })}><b>${count.toLocaleString("en")}</b> ${name}</a>
  </li>`;
}

function form({ selection: { regions, dris }, filter, viewer }: OverviewPage): Child {
  const isOpen = [filter.region, filter.dri, filter.customer].some((value) => value !== undefined);
  return html`<details class="filter" id="filter" open=${isOpen}>
    <summary>Filter</summary>
    <form method="get" action="/" role="search" aria-label="Escalations">
      ${choice(
        "severity",
        "Severity",
        filter.severity,
        SEVERITY_CHOICES.map((one) => [one, SEVERITY_TITLES[one]] as const),
      )}
      ${choice(
        "region",
        "Region",
        filter.region,
        regions.map((one) => [one, one] as const),
      )}
      <label>DRI <input name="dri" list="dris" value=${filter.dri} autocomplete="off" /></label>
      <datalist id="dris">${dris.map((one) => html`<option value=${one}></option>`)}</datalist>
      <label>Customer <input name="customer" value=${filter.customer} autocomplete="off" /></label>
      ${viewer.username !== undefined && box("mine", "Mine", filter.mine)}
      ${box("overdue", "Overdue", filter.overdue)}
      ${box("attention", "Needs attention", filter.attention)}
      <button>Show</button>
    </form>
  </details>`;
}

function choice(
  name: string,
  label: string,
  chosen: string | undefined,
  options: readonly (readonly [string, string])[],
): Child {
  return html`<label>${label} <select name=${name}>
    <option value="">any</option>
    ${options.map(([value, text]) => html`<option value=${value} selected=${value === chosen}>${text}</option>`)}
  </select></label>`;
}

function box(name: string, label: string, isOn: boolean): Child {
  return html`<label class="box"><input type="checkbox" name=${name} value="1" checked=${isOn} /> ${label}</label>`;
}

function foundText({ found, counts, page, pages }: Selection, filter: Filter): Child {
  if (counts.all === 0) return "Nothing is escalated. That is good news.";
  const where = pages > 1 ? `, page ${page} of ${pages}` : "";
  if (!isFiltered(filter)) return `${counted(found, "escalation")}, the most urgent first${where}.`;
  return html`${found} of ${counted(counts.all, "escalation")}${where}. <a id="clear" href="/">Show all</a>`;
}

/** By severity; the entries stand in that order already. */
function groups(entries: readonly Entry[]): [keyof typeof SEVERITY_TITLES, Entry[]][] {
  return [...Map.groupBy(entries, ({ line }) => line.severity ?? ("none" as const))];
}

function pager({ page, pages }: Selection, filter: Filter): Child {
  if (pages === 1) return null;
  return html`<nav class="pager" aria-label="Further escalations">
    ${page > 1 && html`<a id="previous" rel="prev" href=${filterPath({ ...filter, page: page - 1 })}>Previous page</a>`}
    ${page < pages && html`<a id="next" rel="next" href=${filterPath({ ...filter, page: page + 1 })}>Next page</a>`}
  </nav>`;
}

function leftOutText({ leftOut, viewer: { remark } }: OverviewPage): Child {
  if (leftOut === 0) return null;
  const many = leftOut === 1 ? "1 escalation is" : `${leftOut} escalations are`;
  return html`<p>${many} left out. ${remark}</p>`;
}
