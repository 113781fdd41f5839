import { type OverviewLine, readOverviewLine } from "../../decide/overview-line.ts";
import type { Store } from "../../store/store.ts";

export interface OpenLines {
  lines: readonly OverviewLine[];
  /** When any escalation changed last, as text. */
  version: string;
}

/** Two changes within the same millisecond look like one: so much later (ms) the lines are read anew all the same. */
const KEPT_MS = 5_000;

/**
 * Reads the open escalations' lines. A change brings everybody's page back at the same moment: whoever asks while nothing
 * has changed gets the lines that were read for the first of them, which is most of the work.
 */
export function openLines(
  { list, changedAt }: Pick<Store["escalations"], "list" | "changedAt">,
  clock: () => number,
): () => Promise<OpenLines> {
  let kept: { version: string; at: number; lines: Promise<readonly OverviewLine[]> } | undefined;

  async function read(): Promise<readonly OverviewLine[]> {
    const open = await list({ open: true });
    return open.map(({ summary }) => readOverviewLine(summary)).filter((line) => line !== undefined);
  }

  return async () => {
    const version = String((await changedAt()) ?? 0);
    if (kept?.version !== version || Math.abs(clock() - kept.at) > KEPT_MS) {
      const reading = { version, at: clock(), lines: read() };
      kept = reading;
      reading.lines.catch(() => {
        if (kept === reading) kept = undefined;
      });
    }
    return { lines: await kept.lines, version };
  };
}
