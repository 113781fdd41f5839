import type { Facts, Overview } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import type { People } from "./people.ts";
import { channelOf } from "./rules/opening.ts";

/** One line of the overview (P-SEE-4). */
export function overviewOf(
  facts: Facts,
  people: People,
  { severity, status, origin, dri, product }: Judgements,
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
    overdue: false,
    needs: [
      ...(severity.severity ? [] : ["severity"]),
      ...(dri && !dri.dri ? ["dri"] : []),
      ...(product?.missing ? ["product dri"] : []),
    ],
    channel: channelOf(facts)?.name ?? null,
  };
}
