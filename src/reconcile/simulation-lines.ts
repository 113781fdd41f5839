import { harmless } from "./explanation-lines.ts";
import type { Simulation } from "./simulate.ts";

/** More would not be read. */
const MOST_DIFFERENCES = 30;

/** A simulation in plain lines, for a terminal. */
export function simulationLines({ proposed, escalations, changed, unread }: Simulation): string[] {
  const counted = `${escalations} open ${escalations === 1 ? "escalation" : "escalations"}`;
  const isReworded = ({ changes }: Changed) => changes.every(({ kind }) => kind === "keep");
  const [reworded, others] = [changed.filter(isReworded), changed.filter((one) => !isReworded(one))];
  const same = escalations - changed.length - unread.length;
  const outcome = [
    ...(others.length > 0 ? [`${others.length} would change`] : []),
    ...(reworded.length > 0 ? [`${reworded.length} in words alone`] : []),
    ...(same > 0 ? [`${same} would not`] : []),
    ...(unread.length > 0 ? [`${unread.length} could not be read`] : []),
  ];
  const isNothing = changed.length + unread.length === 0;
  return [
    ...differ("policy", proposed.policy),
    ...differ("directory", proposed.directory),
    ...(proposed.policy.length + proposed.directory.length === 0 ? ["What is proposed is what is in force.", ""] : []),
    ...others.flatMap(({ iid, title, web_url, severity, changes }) => [
      `#${iid} ${title} (${severity ?? "held"})`,
      web_url,
      ...changes.map(({ text }) => `  - ${text}`),
      "",
    ]),
    ...(reworded.length === 0
      ? []
      : [`Only what is kept current (status note and the like) would be worded otherwise: ${named(reworded)}`, ""]),
    ...unread.map(({ issue, reason }) => `${issue} could not be read: ${reason}`),
    isNothing ? `No change: ${counted} looked at, nothing would be otherwise.` : `${counted}: ${outcome.join(", ")}.`,
    "Nothing was done.",
  ].map(harmless);
}

type Changed = Simulation["changed"][number];

function named(some: readonly Changed[]): string {
  return some.map(({ iid }) => `#${iid}`).join(", ");
}

function differ(what: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST_DIFFERENCES;
  return [
    `The proposed ${what} differs from the one in force:`,
    ...lines.slice(0, MOST_DIFFERENCES).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    "",
  ];
}
