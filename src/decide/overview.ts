import type { Facts, Overview } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import type { People } from "./people.ts";
import { channelOf } from "./rules/opening.ts";

/** One line of the overview (P-SEE-4). */
export function overviewOf(
  facts: Facts,
  people: People,
  { severity, status, origin, dri, product, clocks, closing }: Judgements,
): Overview {
  const { issue, memory } = facts;
  return {
    project_id: issue.projectId,
    iid: issue.iid,
    title: issue.title,
    web_url: issue.webUrl,
    customer: people.customerName ?? null,
    severity: severity.severity ?? null,
    status: status.status,
    dri: dri?.dri?.username ?? null,
    product_dri: product?.productDri ?? null,
    origin: severity.severity ? origin.origin : null,
    opened_at: new Date(memory.openedAt ?? memory.takenOnAt).toISOString(),
    overdue: clocks.isOverdue,
    last_update: isoOrNull(memory.updates.internal?.at),
    last_customer_update: isoOrNull(memory.updates.customer?.at),
    next_due: isoOrNull(earliest(clocks.clocks.map(({ due }) => due))),
    paused_until: isoOrNull(memory.pause?.until),
    open_asks: openAsks(facts),
    exit_criteria: {
      met: facts.fields.exitCriteria.filter(({ done }) => done).length,
      of: facts.fields.exitCriteria.length,
    },
    needs: [
      ...(severity.severity ? [] : ["severity"]),
      ...(dri && !dri.dri ? ["dri"] : []),
      ...(product?.missing ? ["product dri"] : []),
    ],
    missing_to_close: closing.closed ? [] : closing.missing.map(({ need }) => need),
    closing: closing.wish !== null,
    channel: channelOf(facts)?.name ?? null,
  };
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Asks nobody has said to be answered, since when (P-OPEN-5). */
function openAsks({ fields, memory }: Facts): Overview["open_asks"] {
  return fields.asks
    .filter((ask) => !memory.asksAnswered.some(({ text }) => text === ask))
    .map((ask) => ({ text: ask, since: new Date(memory.asksSince[ask] ?? memory.takenOnAt).toISOString() }));
}
