import { effectName } from "../decide/wording.ts";
import { describeMoment } from "../time/describe.ts";
import type { Explanation } from "./explain.ts";

/** An explanation in plain lines, for a terminal (P-SEE-3). */
export function explanationLines({ decision, wanted, waiting }: Explanation, timeZone: string): string[] {
  const { overview, memory, recheckAt, timeline } = decision;
  const { severity, origin, dri, productDri, productDrisBefore, status, because, move } = memory;
  const fact = (name: string, value: string) => `  ${name.padEnd(13)}${value}`;
  const lines = [
    `${overview.title}`,
    overview.web_url,
    "",
    fact("Customer", overview.customer ?? "not named yet"),
    fact("Severity", severity ? `${severity} (${because.severity ?? "its label"})` : "held until there is one"),
    fact("Origin", origin ? `${origin} (${because.origin ?? "its label"})` : "not looked at while held"),
    fact("Status", `${status ?? "opened"}${move ? ` (last moved by ${move.by})` : ""}`),
    fact("DRI", dri ? `${dri.name} (@${dri.username}): ${dri.because}` : "not known yet"),
    fact("Product DRI", productDri ? [productDri, ...productDrisBefore].join(", ") : "none"),
    fact("Channel", overview.channel ? `#${overview.channel}` : "none"),
    ...(memory.closed
      ? [fact("Ended", `${memory.closed.as}${memory.closed.by === null ? "" : `, by ${memory.closed.by}`}`)]
      : []),
    ...(overview.missing_to_close.length > 0
      ? [fact("To close", `missing: ${overview.missing_to_close.join(", ")}`)]
      : []),
    ...(overview.needs.length > 0 ? [fact("Needs", overview.needs.join(", "))] : []),
    "",
    ...listed(
      "New since the last look",
      timeline.map(({ who, what, rule }) => `${what} (${rule}, ${who})`),
    ),
    ...listed("A run would now", wanted.map(effectName)),
    ...listed(
      "Waiting or given up",
      waiting.map(({ key, state, error }) => `${effectName(key)}: ${state}${error ? `, ${error}` : ""}`),
    ),
    recheckAt === undefined
      ? "Not looked at again before something happens."
      : `Looked at again by itself: ${describeMoment(recheckAt, timeZone)}.`,
    "Nothing was done.",
  ];
  return lines.map(harmless);
}

/** What was typed could drive a terminal, or hide in it. */
export function harmless(line: string): string {
  return line.replace(/(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}

function listed(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${heading}:`, ...lines.map((line) => `  - ${line}`), ""];
}
