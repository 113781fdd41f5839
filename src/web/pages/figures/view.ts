import { html } from "htm/preact";
import type { ComponentChild } from "preact";
import type { FiguresReport } from "../../../figures/report.ts";
import { COLUMNS } from "../../../figures/table.ts";
import type { Row } from "../../../figures/tally.ts";
import type { Plot } from "./plots.ts";

/** The page's content: period, plots, and the same in tables. */
export function figuresView(report: FiguresReport, plots: readonly Plot[], yearAgo: string): ComponentChild {
  const { from, to, time_zone } = report;
  const query = new URLSearchParams({ ...(from !== null && { from }), ...(to !== null && { to }) });
  return html`<div class="figures-page">
    <link rel="stylesheet" href="/figures.css" />
    <h1>Figures</h1>
    <form class="period" method="get" action="/figures">
      <label>From <input type="date" name="from" value=${from ?? ""} /></label>
      <label>To <input type="date" name="to" value=${to ?? ""} /></label>
      <button>Show</button>
      <a href=${`/figures?from=${yearAgo}`}>Last twelve months</a>
      <a href="/figures?from=&to=">All</a>
    </form>
    <p class="quiet">${`Days and months of ${time_zone}. What begins counts in the month of the opening, an update in its own, what ends in the month of the end. The same as `}
      <a href=${`/figures.csv?${query}`}>CSV</a>${" or "}<a href=${`/figures.json?${query}`}>JSON</a>.</p>
    ${plots.length === 0 && html`<p>Nothing happened in this time.</p>`}
    <div class="plots">${plots.map(
      ({ id, title, caption, svg }) => html`<figure>
        <h2 id=${`figure-${id}`}>${title}</h2>
        <div dangerouslySetInnerHTML=${{ __html: svg }}></div>
        <figcaption>${caption}</figcaption>
      </figure>`,
    )}</div>
    ${table("severity", "By severity", [
      ...report.by_severity.map(({ severity, ...row }) => [severity, row] as const),
      ["all", report.total] as const,
    ])}
    ${table(
      "region",
      "By region",
      report.by_region.map(({ region, ...row }) => [region ?? "unknown", row] as const),
    )}
    ${table("month", "By month", report.by_month.map(({ month, ...row }) => [month, row] as const).toReversed())}
    <section aria-labelledby="meanings"><h2 id="meanings">What they mean</h2>
      <dl>${COLUMNS.map(({ name, meaning }) => html`<dt>${name}</dt><dd>${meaning}</dd>`)}</dl>
    </section>
  </div>`;
}

/** Scrolls by itself where it is wider than the window, by keyboard too. */
function table(name: string, title: string, rows: readonly (readonly [string, Row])[]): ComponentChild {
  if (rows.length === 0) return null;
  const id = `table-${name}`;
  return html`<section>
    <h2 id=${id}>${title}</h2>
    <div class="wide" tabindex="0" role="region" aria-labelledby=${id}><table>
      <thead><tr><th scope="col">${title.replace("By ", "").replace(/^./, (letter) => letter.toUpperCase())}</th>
        ${COLUMNS.map((column) => html`<th scope="col">${column.name}</th>`)}</tr></thead>
      <tbody>${rows.map(
        ([label, row]) =>
          html`<tr><th scope="row">${label}</th>${COLUMNS.map(({ words }) => html`<td>${words(row)}</td>`)}</tr>`,
      )}</tbody>
    </table></div>
  </section>`;
}
