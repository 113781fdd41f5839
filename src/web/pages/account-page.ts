import { howLong } from "../../decide/concerns.ts";
import type { OverviewLine } from "../../decide/overview-line.ts";
import type { Customer } from "../../policy/directory.ts";
import { SEVERITIES } from "../../policy/terms.ts";
import { describeDay, describeMoment } from "../../time/describe.ts";
import { type Child, html } from "./html.ts";
import { layout } from "./layout.ts";
import { driName, fact } from "./overview/row.ts";
import type { Viewer } from "./viewer.ts";
import { counted, escalationPath, listed, roughly, titleOf, type Words } from "./words.ts";

export interface AccountEscalation {
  line: OverviewLine;
  open: boolean;
  /** When it changed last (ms): about when it ended, where nothing better is known. */
  changedAt: number;
}

export interface AccountPage {
  name: string;
  /** Newest first; those the viewer sees. */
  escalations: readonly AccountEscalation[];
  /** The directory's entry, where there is one. */
  customer: Customer | undefined;
  viewer: Viewer;
  words: Words;
  version: string;
}

/** Everything there ever was with one customer: how bad, how long, with whom. */
export function accountPage({ name, escalations, customer, viewer, words, version }: AccountPage): string {
  const open = escalations.filter((one) => one.open);
  const past = escalations.filter((one) => !one.open);
  return layout({
    title: name,
    ...{ viewer, version },
    summary: `${open.length} open, ${past.length} past`,
    content: html`<div id="account" data-live>
      <p class="crumb">Account</p>
      <h1>${name}</h1>
      <dl class="account">
        ${fact("Now", open.length === 0 ? "nothing open" : `${open.length} open, worst ${worst(open)}`)}
        ${fact("Ever", `${counted(escalations.length, "escalation")}, worst ${worst(escalations, everHad)}`)}
        ${past.length > 0 && fact("Took", tookText(past))}
        ${customer?.segment !== undefined && fact("Segment", customer.segment)}
        ${customer?.region !== undefined && fact("Region", customer.region)}
        ${peopleOf(customer).map(([role, username]) => fact(role, words.nameOf(username)))}
        ${fact("DRIs", listed(drisOf(escalations, words)) || "none yet")}
      </dl>
      ${table("Open", open, words)}
      ${table("Past", past, words)}
      <footer class="quiet"><p>As of ${describeMoment(words.now, words.timeZone)}.</p></footer>
    </div>`,
  });
}

function table(name: string, escalations: readonly AccountEscalation[], words: Words): Child {
  if (escalations.length === 0) return null;
  const id = `${name.toLowerCase()}-title`;
  return html`<div class="group">
    <h2 id=${id}>${name}</h2>
    <div class="scroll" id="${name.toLowerCase()}-table" tabindex="0" role="region" aria-labelledby=${id}><table>
      <thead><tr><th scope="col">Escalation</th><th scope="col">Severity</th><th scope="col">Status</th><th scope="col">DRI</th>
        <th scope="col">Opened</th><th scope="col">How long</th></tr></thead>
      <tbody>${escalations.map(
        ({ line, open, changedAt }) => html`<tr>
          <th scope="row"><a id="e-${line.project_id}-${line.iid}" href=${escalationPath(line)}>${titleOf(line)}</a></th>
          <td><b class="severity ${line.severity ?? "none"}">${line.severity ?? "none yet"}</b>${wasText(line)}</td>
          <td>${line.status?.replaceAll("-", " ") ?? ""}${line.outcome !== null && `, outcome ${line.outcome}`}</td>
          <td>${driName(line, words)}</td>
          <td>${describeDay(Date.parse(line.opened_at), words.timeZone)}</td>
          <td>${open ? howLong(line.opened_at, words) : roughly(lasted(line, changedAt))}</td>
        </tr>`,
      )}</tbody>
    </table></div>
  </div>`;
}

function worst(
  escalations: readonly AccountEscalation[],
  severityOf = ({ severity }: OverviewLine) => severity,
): string {
  const had = new Set(escalations.map(({ line }) => severityOf(line)));
  return SEVERITIES.find((severity) => had.has(severity)) ?? "not known yet";
}

function wasText(line: OverviewLine): string {
  const worst = everHad(line);
  return worst === line.severity ? "" : `, was ${worst}`;
}

/** As the figures count it: calmed down before the end, it was as bad all the same. */
function everHad({ worst_severity, severity }: OverviewLine): OverviewLine["severity"] {
  return worst_severity ?? severity;
}

function tookText(past: readonly AccountEscalation[]): string {
  const times = past.map(({ line, changedAt }) => lasted(line, changedAt)).toSorted((one, other) => one - other);
  const [shortest = 0, longest = 0] = [times[0], times.at(-1)];
  if (times.length === 1) return roughly(shortest);
  return `between ${roughly(shortest)} and ${roughly(longest)}`;
}

function lasted({ opened_at, closed_at }: OverviewLine, changedAt: number): number {
  return Math.max(0, (closed_at === null ? changedAt : Date.parse(closed_at)) - Date.parse(opened_at));
}

function drisOf(escalations: readonly AccountEscalation[], words: Words): string[] {
  const names = escalations.filter(({ line }) => line.dri !== null).map(({ line }) => driName(line, words));
  return [...new Set(names)];
}

function peopleOf(customer: Customer | undefined): [string, string][] {
  const roles: [string, string | undefined][] = [
    ["CSM", customer?.csm],
    ["CSM manager", customer?.csm_manager],
    ["Account manager", customer?.account_manager],
  ];
  return roles.flatMap(([role, username]) => (username === undefined ? [] : [[role, username]]));
}
