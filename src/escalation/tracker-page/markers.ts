/** What the service keeps on a tracker page. The log is appended to; the others are replaced as a whole (P-OPEN-4). */
export const SECTIONS = [
  "summary",
  "people",
  "exit-criteria",
  "asks",
  "standup",
  "next-steps",
  "log",
  "resolution",
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** A line that begins or ends a section, ours or one we do not know. */
export interface Boundary {
  kind: "begin" | "end";
  name: string;
}

const BOUNDARY = /^<!--\s*escalations:(begin|end)\s+([a-z-]+)\s*-->$/;
const ENTRY = /^<!--\s*escalations:entry\s+(\S+)(?:\s+(\S+))?\s*-->$/;

export function boundaryLine({ kind, name }: Boundary): string {
  return `<!-- escalations:${kind} ${name} -->`;
}

/** A marker counts where it has a line to itself. */
export function boundaryIn(line: string): Boundary | undefined {
  const [, kind, name] = BOUNDARY.exec(line.trim()) ?? [];
  return name === undefined ? undefined : { kind: kind === "begin" ? "begin" : "end", name };
}

/** Marks one entry of the log; `at` in ms since the epoch. */
export function entryLine(id: string, at: number): string {
  return `<!-- escalations:entry ${written(id)} ${new Date(at).toISOString()} -->`;
}

/** The entry that a line marks; `at` is undefined where somebody took the time out. */
export function entryIn(line: string): { is(id: string): boolean; at: number | undefined } | undefined {
  const [, found, time = ""] = ENTRY.exec(line.trim()) ?? [];
  if (found === undefined) return undefined;
  const at = Date.parse(time);
  return { is: (id) => written(id) === found, at: Number.isNaN(at) ? undefined : at };
}

/** An id as one word that cannot end the comment it stands in. */
function written(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}

export function isSectionName(name: string): name is SectionName {
  return SECTIONS.some((known) => known === name);
}
