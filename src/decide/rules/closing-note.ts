import type { Memory } from "../../escalation/memory.ts";
import { describeMoment } from "../../time/describe.ts";
import type { Facts } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import { inline, webAddress } from "../note-text.ts";
import type { People } from "../people.ts";
import type { Missing } from "./closing.ts";
import { type Closed, processName } from "./closing-sequence.ts";
import { shortened } from "./opening.ts";
import { deliveredRca } from "./rca.ts";

/** The longest evidence or resolution that is repeated, in characters; the comment it stands in is linked. */
const LONGEST = 1_000;

type Agreement = NonNullable<Memory["agreements"]["customer"]>;

/**
 * What an auditor reads a year later: who agreed, on whose word, where that is documented, and when (P-CLOSE-1, 8).
 * `isTextAbove`: the resolution stands above it in full, and is not repeated.
 */
export function closingNote(
  facts: Facts,
  people: People,
  closed: Closed,
  { isTextAbove = false }: { isTextAbove?: boolean } = {},
): string {
  const by = closed.by === null ? "" : ` by ${inline(people.nameOf(closed.by))}`;
  if (closed.as === "redirected") {
    const when = describeMoment(closed.at, people.timeZone);
    return `### Redirected\n\nThis is no account escalation: ${goesOn(closed.text, closed.link)}. Redirected${by}, ${when}.`;
  }
  if (closed.as === "moved")
    return `### Moved\n\nThe issue was moved to ${inline(closed.text)}, where this service is not at work: the escalation is not followed any further.`;
  const heading = closed.as === "overridden" ? "### Closed by a manager's override" : "### Resolved and closed";
  const reason = closed.as === "overridden" ? [`- Reason${by}: ${inline(shortened(closed.text, LONGEST))}`] : [];
  const missing = closed.missing.length === 0 ? [] : [`- Missing at that time: ${inline(closed.missing.join(", "))}`];
  const { exitCriteria } = facts.fields;
  const met = exitCriteria.filter(({ done }) => done).length;
  const criteria = exitCriteria.length === 0 ? [] : [`- Exit criteria: ${met} of ${exitCriteria.length} met`];
  return [
    heading,
    [
      ...reason,
      ...missing,
      ...evidence(facts, people, isTextAbove),
      ...criteria,
      `- Closed${by}, ${describeMoment(closed.at, people.timeZone)}`,
    ].join("\n"),
  ].join("\n\n");
}

/** What is there, as a list of facts. */
function evidence(facts: Facts, people: People, isTextAbove: boolean): string[] {
  const { memory } = facts;
  const { customer, internal } = memory.agreements;
  const { resolution } = memory;
  const rca = rcaLine(facts);
  return [
    ...(customer ? [`- ${customerLine(facts, people, customer)}`] : []),
    ...(internal ? [`- ${internalLine(facts, people, internal)}`] : []),
    ...(rca === undefined ? [] : [`- ${rca}`]),
    ...(resolution ? [`- ${resolutionLine(facts, people, resolution, isTextAbove)}`] : []),
  ];
}

/**
 * The way to closing for the status note: what is there, what is missing, and the exact line to write (P-SEE-1).
 */
export function wayToClosing(facts: Facts, people: People, { closing, severity }: Judgements): string[] {
  const { memory } = facts;
  const { customer, internal } = memory.agreements;
  const { closed, missing, wish } = closing;
  if (severity.severity === undefined && closed === null)
    return wish === null
      ? []
      : [`#### Way to closing\n\n${missing.map(({ what, how }) => `- [ ] ${capital(what)}: ${how}`).join("\n")}`];
  const lacks = (need: Missing["need"]) => missing.find((one) => one.need === need);
  const line = (need: Missing["need"], there: string | undefined) => {
    const lack = closed === null ? lacks(need) : undefined;
    if (lack) return [`- [ ] ${capital(lack.what)}: ${lack.how}`];
    return there === undefined ? [] : [`- [x] ${there}`];
  };
  const lines = [
    ...line("customer_agreement", customer ? customerLine(facts, people, customer) : undefined),
    ...line("internal_agreement", internal ? internalLine(facts, people, internal) : undefined),
    ...line("rca", rcaLine(facts)),
    ...line("resolution", memory.resolution ? resolutionLine(facts, people, memory.resolution) : undefined),
    ...(closed === null ? [askedFor(facts, people, wish, missing.length)] : [`- [x] ${ended(people, closed)}`]),
  ];
  return [`#### Way to closing\n\n${lines.join("\n")}`];
}

function askedFor(_: Facts, people: People, wish: Memory["wish"], missing: number): string {
  if (wish === null)
    return `- [ ] Asked to close: ${missing === 0 ? "`/esc resolve <text>`, or close the issue" : "with the resolution, or by closing the issue"}`;
  const by = wish.by === null ? "" : ` by ${inline(people.nameOf(wish.by))}`;
  return `- [x] Asked to close${by}, ${describeMoment(wish.at, people.timeZone)}; the service closes it with the last missing thing (\`/esc resume <why>\` takes it back)`;
}

function ended(people: People, { as, by, at, text, link }: Closed): string {
  const whom = by === null ? "" : ` by ${inline(people.nameOf(by))}`;
  const when = describeMoment(at, people.timeZone);
  if (as === "moved") return `Moved to ${inline(text)}, ${when}`;
  if (as === "redirected") return `Redirected${whom}, ${when}: ${goesOn(text, link)}`;
  if (as === "overridden") return `Closed by override${whom}, ${when}: ${inline(shortened(text, 300))}`;
  return `Closed${whom}, ${when}`;
}

function goesOn(process: string, link: string | null): string {
  const address = webAddress(link ?? undefined);
  return `it goes on as ${processName(process)}${address ? `, <${address}>` : ""}`;
}

function customerLine(facts: Facts, people: People, agreement: Agreement): string {
  return `The customer agrees, ${recorded(facts, people, agreement)}: ${quoted(agreement.text)}`;
}

function internalLine(facts: Facts, people: People, agreement: Agreement): string {
  return `We agree, ${recorded(facts, people, agreement)}${agreement.text === "" ? "" : `: ${quoted(agreement.text)}`}`;
}

function resolutionLine(
  facts: Facts,
  people: People,
  resolution: NonNullable<Memory["resolution"]>,
  isTextAbove = false,
): string {
  // Most say it in as many words.
  const isSaid = resolution.outcome === null || /\boutcome\b/i.test(resolution.text);
  const outcome = isSaid ? "" : `, outcome ${resolution.outcome}`;
  const said = `Resolution, ${recorded(facts, people, resolution)}${outcome}`;
  return isTextAbove ? said : `${said}: ${quoted(resolution.text)}`;
}

function rcaLine({ memory }: Facts): string | undefined {
  const { rca } = memory;
  if (rca === null) return undefined;
  if (rca.state === "not-needed") return "No root cause analysis is needed";
  const address = webAddress(deliveredRca(memory) ?? undefined);
  if (deliveredRca(memory) !== undefined)
    return `The root cause analysis is delivered${address ? `: <${address}>` : ""}`;
  if (rca.state === "requested" && memory.natures.includes("platform-related"))
    return "A root cause analysis was asked for, and is not delivered";
  return "A root cause analysis was asked for; closing does not wait for it";
}

/** By whom and when, with the comment that says so. */
function recorded(
  { issue }: Facts,
  people: People,
  { by, at, note }: { by: string; at: number; note: number },
): string {
  return `recorded by ${inline(people.nameOf(by))}, ${describeMoment(at, people.timeZone)}, [here](${issue.webUrl}#note_${note})`;
}

/** As typed, on one line, with its first address to click on. */
function quoted(typed: string): string {
  const text = inline(shortened(typed.replace(/\s+/g, " ").trim(), LONGEST));
  const address = webAddress(/https?:\/\/[^\s<>()"']+/.exec(typed)?.[0]);
  return `${text}${address ? ` (<${address}>)` : ""}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
