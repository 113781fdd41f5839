import { harmless } from "./explanation-lines.ts";
import type { Simulation } from "./simulate.ts";

/** More would not be read. */
const MOST_DIFFERENCES = 30;

/** A simulation in plain lines, for a terminal. */
export function simulationLines({ proposed, escalations, changed, unread }: Simulation): string[] {
  const counted = `${escalations} open ${escalations === 1 ? "escalation" : "escalations"}`;
  const others = escalations - changed.length - unread.length;
  const summary =
    changed.length === 0
      ? unread.length === 0
        ? `No change: ${counted} looked at, nothing would be otherwise.`
        : `${counted}: ${others} would not change, ${unread.length} could not be read.`
      : `${counted}: ${changed.length} would change, ${others} would not${unread.length > 0 ? `, ${unread.length} could not be read` : ""}.`;
  return [
    ...differ("policy", proposed.policy),
    ...differ("directory", proposed.directory),
    ...(proposed.policy.length + proposed.directory.length === 0 ? ["What is proposed is what is in force.", ""] : []),
    ...changed.flatMap(({ iid, title, web_url, severity, changes }) => [
      `#${iid} ${title} (${severity ?? "held"})`,
      web_url,
      ...changes.map(({ text }) => `  - ${text}`),
      "",
    ]),
    ...unread.map(({ issue, reason }) => `${issue} could not be read: ${reason}`),
    summary,
    "Nothing was done.",
  ].map(harmless);
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
