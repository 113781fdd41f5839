import type { Severity } from "../../policy/terms.ts";
import { describeDue, describeMoment } from "../../time/describe.ts";
import type { Facts, Sibling } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import { STATUS_MARKER } from "../markers.ts";
import { inline, mention, webAddress } from "../note-text.ts";
import type { People } from "../people.ts";
import { roleName } from "../wording.ts";
import { acceptanceDue, hasDeclined, isTakenOn } from "./acceptance.ts";
import { standsSince } from "./asks.ts";
import type { ClockName } from "./clocks.ts";
import { wayToClosing } from "./closing-note.ts";
import type { Dri, DriJudgement } from "./dri.ts";
import { criteriaList } from "./exit-criteria.ts";
import type { Gap } from "./gaps.ts";
import type { Involved } from "./involvement.ts";
import { incidentCell, linkedLines } from "./linked-work.ts";
import { channelKey, channelOf, shortened } from "./opening.ts";
import { productDrisOf } from "./product-counterpart.ts";
import { BY_CONNECTOR } from "./sentiment.ts";
import { standupCell } from "./standup.ts";
import { type StepState, stepName } from "./steps.ts";
import { isTrackerKept, TRACKER, trackerLink } from "./tracker-link.ts";

export interface StatusNoteContent {
  found: Judgements;
  steps: readonly StepState[];
  gaps: readonly Gap[];
}

/**
 * The one status note of an escalation (P-SEE-1). `signature` is the note without what is left of the time, so that it
 * is edited when something changed and not because a minute passed; the body says as of when it speaks.
 */
export function statusNote(
  facts: Facts,
  people: People,
  content: StatusNoteContent,
): { body: string; signature: string } {
  const { working_time } = facts.policy;
  return {
    body: render(facts, people, content, {
      due: (at) => describeDue(at, facts.now, working_time, people.timeZone),
      asOf: `As of ${describeMoment(facts.now, people.timeZone)}. `,
    }),
    signature: render(facts, people, content, { due: (at) => describeMoment(at, people.timeZone), asOf: "" }),
  };
}

interface Clock {
  due(at: number): string;
  asOf: string;
}

function render(facts: Facts, people: People, content: StatusNoteContent, { due, asOf }: Clock): string {
  return [
    STATUS_MARKER,
    "### Escalation status",
    table(facts, people, content, due),
    ...attention(content.gaps),
    ...openingSteps(content, due),
    ...asksAndCriteria(facts, people),
    ...work(facts),
    ...wayToClosing(facts, people, content.found),
    ...duties(content.found),
    `<sub>${asOf}Kept current by the escalation service; edits here are overwritten.</sub>`,
  ].join("\n\n");
}

function table(facts: Facts, people: People, { found }: StatusNoteContent, due: Clock["due"]): string {
  const { severity, status, origin, dri, product, involvement } = found;
  const rows: [string, string][] = [
    ["Customer", people.customerName === undefined ? "_not named yet_" : inline(people.customerName)],
    [
      "Severity",
      severity.severity
        ? `**${severity.severity}** (${severity.because})`
        : `**held** until there is one: ${severity.because}`,
    ],
    ["Status", status.status],
    ["Origin", `${origin.origin} (${origin.because})`],
  ];
  if (dri) {
    rows.push([
      "DRI",
      dri.dri ? `${named(facts, people, dri.dri.username)}: ${inline(dri.dri.because)}` : "_not known yet_",
    ]);
    if (dri.dri && severity.severity) rows.push(["Taken on", takenOn(facts, people, dri.dri, severity.severity, due)]);
    if (dri.inform.length > 0) rows.push(["To be informed by the DRI", informed(facts, people, dri)]);
  }
  const productDris = productDrisOf(product);
  if (productDris.length > 0)
    rows.push(["Product DRI", productDris.map((one) => named(facts, people, one)).join(", ")]);
  else if (product?.required) rows.push(["Product DRI", "_not known yet_"]);
  if (involvement.involved.length > 0) rows.push(["Involved", involvedNames(facts, people, involvement.involved)]);
  rows.push(
    ["Slack channel", channelCell(facts, severity.severity)],
    ["Tracker", trackerCell(facts, severity.severity)],
  );
  if (severity.severity) rows.push(...clockRows(facts, people, found, due));
  const standups = standupCell(facts, people);
  if (standups !== undefined) rows.push(["Standup", standups]);
  const incident = incidentCell(facts.memory);
  if (incident !== undefined) rows.push(["Incident", incident]);
  if (facts.siblings.length > 0) rows.push(["Also open for this customer", facts.siblings.map(sibling).join("<br>")]);
  return ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

/** Both clocks with when they are due next (P-SEE-1). */
function clockRows(facts: Facts, people: People, { clocks }: Judgements, due: Clock["due"]): [string, string][] {
  const { updates, pause } = facts.memory;
  const row = (name: ClockName, label: string): [string, string][] => {
    const clock = clocks.clocks.find((one) => one.name === name);
    const last = updates[name];
    const said = last
      ? `last ${describeMoment(last.at, people.timeZone)} by ${inline(people.nameOf(last.by))}`
      : "none yet";
    if (name === "internal" && pause)
      return [[label, `${said}; paused until ${describeMoment(pause.until, people.timeZone)}: ${inline(pause.why)}`]];
    if (!clock) return last ? [[label, said]] : [];
    return [[label, `${said}; ${facts.now >= clock.overdueAt ? "**overdue**, " : ""}${due(clock.due)}`]];
  };
  return [...row("internal", "Internal update"), ...row("customer", "Customer communication")];
}

function sibling({ iid, title, web_url, severity, channel }: Sibling): string {
  const behind = [severity ?? "held", ...(channel === null ? [] : [`#${channel}`])].join(", ");
  return `[\\#${iid}](${webAddress(web_url) ?? ""}) ${inline(title)} (${inline(behind)})`;
}

function takenOn(facts: Facts, people: People, dri: Dri, severity: Severity, due: Clock["due"]): string {
  if (isTakenOn(facts.memory, dri)) return "yes";
  if (hasDeclined(facts.memory, dri)) return "declined; another DRI is asked for";
  return `not yet: \`/esc accept\`, ${due(acceptanceDue(facts, people, dri, severity))}`;
}

function informed(facts: Facts, people: People, { inform }: DriJudgement): string {
  return inform
    .map((role) => {
      const [first] = people.holders(role).usernames;
      return first === undefined ? `${roleName(role)}: none assigned` : named(facts, people, first, [role]);
    })
    .join(", ");
}

function involvedNames(facts: Facts, people: People, involved: readonly Involved[]): string {
  return involved.map(({ username, roles }) => named(facts, people, username, roles)).join(", ");
}

/** A mention where GitLab knows them as a member; else the plain name, which is a gap of its own. Roles stand behind. */
function named(facts: Facts, people: People, username: string, roles: readonly string[] = []): string {
  const member = facts.member(username);
  const name = inline(people.nameOf(username));
  const behind = [...(member ? [name] : []), ...roles.map(roleName)].join(", ");
  return `${member ? mention(member.username) : name}${behind && ` (${behind})`}`;
}

function channelCell(facts: Facts, severity: Severity | undefined): string {
  if (!facts.chat) return "Slack is not connected";
  const channel = channelOf(facts);
  if (channel) return `[#${channel.name}](${webAddress(channel.url) ?? ""})`;
  if (!severity) return "made once there is a severity";
  const lost = facts.receipts.givenUp().some(({ key }) => key === channelKey(facts.memory.channelRound));
  return lost ? "could not be made" : "being made";
}

function trackerCell(facts: Facts, severity: Severity | undefined): string {
  const link = trackerLink(facts);
  if (link) return `<${link}>`;
  if (!isTrackerKept(facts, severity ?? null)) return "none yet; link one in the description, under `Links`";
  return facts.receipts.failing(TRACKER) ? "could not be made yet" : "being made";
}

function attention(gaps: readonly Gap[]): string[] {
  if (gaps.length === 0) return [];
  return [`#### Needs attention\n\n${gaps.map(({ text }) => `- ${text}`).join("\n")}`];
}

function openingSteps({ steps, found }: StatusNoteContent, due: (at: number) => string): string[] {
  if (steps.length === 0) return [];
  const lines = steps.map(({ step, done, by, atOnce, due: at }) => {
    const sent = by === BY_CONNECTOR ? ": sent to the customer-success platform" : "";
    const when = atOnce ? "due at once" : due(at);
    const owed = done ? sent : found.closing.closed ? ": not done" : `: ${when}`;
    return `- [${done ? "x" : " "}] ${stepName(step)}${owed}`;
  });
  return [`#### Opening steps\n\n${lines.join("\n")}`];
}

/** Each ask with its age or its answer, each exit criterion with its state, who ticked it and when (P-OPEN-5, P-SEE-6). */
function asksAndCriteria(facts: Facts, people: People): string[] {
  const { fields, memory } = facts;
  const asks = fields.asks.map((ask, index) => {
    const answer = memory.asksAnswered.find(({ text }) => text === ask);
    const by = answer && inline(people.nameOf(answer.who || answer.by));
    const since = describeMoment(standsSince(memory, ask) ?? memory.takenOnAt, people.timeZone);
    return `- [${answer ? "x" : " "}] ${index + 1}\\. ${inline(shortened(ask, 200))} (${by ? `answered by ${by}` : `open since ${since}`})`;
  });
  const criteria = criteriaList(facts, people, 200);
  const met = fields.exitCriteria.filter(({ done }) => done).length;
  return [
    ...(asks.length === 0 ? [] : [`#### Immediate asks\n\n${asks.join("\n")}`]),
    ...(criteria === undefined
      ? []
      : [`#### Exit criteria, ${met} of ${fields.exitCriteria.length} met\n\n${criteria}`]),
  ];
}

function work({ memory }: Facts): string[] {
  const lines = linkedLines(memory);
  return lines.length === 0 ? [] : [`#### Linked work\n\n${lines.join("\n")}`];
}

/** P-DRI-9 and 10, once, at assignment. */
function duties({ dri, severity }: Judgements): string[] {
  if (!dri?.dri) return [];
  const ticket =
    severity.severity === "critical" || severity.severity === "high"
      ? "You manage the engagement with the account, not the ticket: Support Engineering drives the technical resolution."
      : "Support manages the ticket; the CSM handles account matters.";
  return [
    `<details><summary>What the DRI owns</summary>

- the approach to resolution, and that everybody understands it
- bringing together the resources on our side and on the customer's
- communication inside the company and with the customer
- next steps, each with an owner and a date that fits the urgency

${ticket} You need not attend every technical meeting.

</details>`,
  ];
}
