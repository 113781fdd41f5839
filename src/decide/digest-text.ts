import { type Directory, findPerson } from "../policy/directory.ts";
import { SEVERITIES } from "../policy/terms.ts";
import { foldName } from "../policy/values.ts";
import { describeDay, describeMoment } from "../time/describe.ts";
import { type Concern, concernsOf, type DigestLine, howLong, nextDue, type Reader } from "./concerns.ts";
import { joined, type Message, type Text } from "./message.ts";
import { shortened } from "./rules/opening.ts";

/** Later than this after the morning (ms), it says so. */
const LATE_MS = 60 * 60_000;
/** What a digest may hold, in characters as they are sent: Slack's messages end at 4,000. */
const MOST_CHARACTERS = 3_500;
const LONGEST_LABEL = 90;
const LINES_A_PARAGRAPH = 8;

interface Entry {
  line: DigestLine;
  concerns: Concern[];
}

/**
 * The digest of a manager's open escalations: those that need them first, then what is due today, then the others, one line
 * each. What does not fit is counted. It goes to the customer's own manager alone, so a restricted customer is named
 * (P-OPEN-7 keeps names out of public places).
 */
export function digestMessage(
  lines: readonly DigestLine[],
  { reader, directory, morningAt }: { reader: Reader; directory: Directory; morningAt: number },
): Message {
  const entries = lines
    .toSorted((one, other) => severityOf(one) - severityOf(other) || (one.opened_at < other.opened_at ? -1 : 1))
    .map((line): Entry => ({ line, concerns: concernsOf(line, reader) }));
  const ranked = (...ranks: (Concern["rank"] | undefined)[]) =>
    entries.filter(({ concerns }) => ranks.includes(concerns[0]?.rank));
  const [now, today, others] = [ranked("now"), ranked("today"), ranked("besides", undefined)];
  const texts = withinBudget([...now, ...today, ...others], (entry) => textOf(entry, reader, directory));
  const shown = (some: readonly Entry[]) =>
    some.flatMap((entry) => [texts.get(entry)].filter((text) => text !== undefined));
  const left = (some: readonly Entry[]) => some.filter((entry) => !texts.has(entry)).length;
  const isCalm = now.length + today.length === 0;
  const counts = counted(now.length, today.length, others.length, isCalm ? "open" : "more open");
  const more = counted(left(now), left(today), left(others), "others");

  return {
    heading: `Your escalations on ${describeDay(morningAt, reader.timeZone)}: ${counts}`,
    paragraphs: [
      ...lateness(morningAt, reader),
      ...titled("Needs you first", shown(now), 1),
      ...titled("Due by today", shown(today), LINES_A_PARAGRAPH),
      ...titled(isCalm ? "Open" : "Also open", shown(others), LINES_A_PARAGRAPH),
      ...(more === "" ? [] : [[`And there are more of yours than fit here: ${more}.`]]),
    ],
  };
}

function severityOf({ severity }: DigestLine): number {
  return severity === null ? -1 : SEVERITIES.indexOf(severity);
}

function counted(now: number, today: number, others: number, othersAre: string): string {
  return [
    ...(now === 0 ? [] : [`${now} ${now === 1 ? "needs" : "need"} you`]),
    ...(today === 0 ? [] : [`${today} due by today`]),
    ...(others === 0 ? [] : [`${others} ${othersAre}`]),
  ].join(", ");
}

function lateness(morningAt: number, { now, timeZone }: Reader): Text[] {
  if (now - morningAt <= LATE_MS) return [];
  return [
    [`This comes late: it was meant for ${describeMoment(morningAt, timeZone)}. It says how things stand by now.`],
  ];
}

/** The title stands above the first lines; Slack wants paragraphs that are not too long. */
function titled(title: string, lines: readonly Text[], perParagraph: number): Text[] {
  const paragraphs = Array.from({ length: Math.ceil(lines.length / perParagraph) }, (_, index) =>
    joined(lines.slice(index * perParagraph, (index + 1) * perParagraph), "\n"),
  );
  return paragraphs.map((text, index) => (index === 0 ? [`*${title}*\n`, ...text] : text));
}

/** Several lines for what needs the manager, else one. */
function textOf({ line, concerns }: Entry, reader: Reader, directory: Directory): Text {
  const next = nextDue(line, reader);
  const said = [...concerns.map(({ say }) => say()), ...(next === undefined ? [] : [`next: ${next}`])];
  const whose: Text = [
    ...(line.dri === null
      ? ["no DRI"]
      : ["DRI ", { person: line.dri, name: findPerson(directory, line.dri)?.name ?? line.dri }]),
    `, open ${howLong(line.opened_at, reader)}`,
  ];
  if (concerns[0]?.rank === "now") return [...nameOf(line), ...said.map((text) => `\n• ${text}`), "\n", ...whose];
  return ["• ", ...nameOf(line), " · ", ...said.map((text) => `${text} · `), ...whose];
}

function nameOf({ title, web_url, customer, severity, channel, channel_id }: DigestLine): Text {
  const saysWhose = customer === null || foldName(title).includes(foldName(customer));
  const label = saysWhose ? title : `${customer}: ${title}`;
  return [
    `${severity ?? "no severity"} · `,
    { link: web_url, label: shortened(label, LONGEST_LABEL) },
    ...(channel === null || channel_id === null ? [] : [" · ", { channelId: channel_id, name: channel }]),
  ];
}

/** The texts of as many as fit, in their order; the first always does. */
function withinBudget(entries: readonly Entry[], textFor: (entry: Entry) => Text): Map<Entry, Text> {
  const fitting = new Map<Entry, Text>();
  let used = 0;
  for (const entry of entries) {
    const text = textFor(entry);
    used += lengthOf(text);
    if (used > MOST_CHARACTERS && fitting.size > 0) break;
    fitting.set(entry, text);
  }
  return fitting;
}

/** About what Slack's text of it is long: its own characters are escaped, mentions are ids or names. */
function lengthOf(text: Text): number {
  const lengths = text.map((part) => {
    if (typeof part === "string") return escapedLength(part);
    if ("link" in part) return part.link.length + escapedLength(part.label) + 3;
    return "person" in part ? Math.max(escapedLength(part.name), 15) : 15;
  });
  return lengths.reduce((sum, length) => sum + length, 1);
}

function escapedLength(text: string): number {
  return text.length + 4 * (text.match(/[&<>]/g)?.length ?? 0);
}
