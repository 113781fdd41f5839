import { placeholder } from "../decide/keep-safe.ts";
import { type Kept, readKept } from "../escalation/kept.ts";
import type { IssueKey } from "../issue-key.ts";
import { lifeOf } from "./commit-decision.ts";
import type { Read } from "./read-facts.ts";
import type { Reconciler } from "./reconciler.ts";

/**
 * Takes an escalation over from what its status note keeps, where the store has lost it: memory and the places of what was
 * made outside are as they were when the note was last written, and what people did since is gone through as ever. Undefined
 * where the note keeps nothing that can be trusted.
 */
export async function restore(
  key: IssueKey,
  { issue, sealed, foundStatusNote }: Read,
  { store, unseal, clock, log, generation }: Reconciler,
): Promise<Kept | undefined> {
  if (sealed === undefined || foundStatusNote === undefined) return undefined;
  const text = unseal(sealed, key);
  const kept = text === undefined ? undefined : readKept(text, foundStatusNote);
  if (!kept) {
    log.warn({ issue: key }, "what the status note keeps is not as the service wrote it, and is not used");
    return undefined;
  }
  const { memory, receipts } = kept;
  const { projectId: project_id, iid, title, webUrl: web_url } = issue;
  const line = { project_id, iid, title, web_url, severity: memory.severity, channel: memory.shown?.channel ?? null };
  await store.escalations.commit({
    key,
    memory: JSON.stringify(memory),
    view: {
      open: true,
      customer: memory.shown?.customer ?? null,
      summary: JSON.stringify(line),
      life: lifeOf(memory),
    },
    effects: receipts.flatMap(({ key: effect, type, result }) => {
      const action = placeholder(type, { issue, memory });
      return action
        ? [{ key: effect, lane: "slack" as const, stream: "", action: JSON.stringify(action), result }]
        : [];
    }),
    replace: [],
    timeline: [
      {
        ...{ at: clock(), who: "service", rule: "P-CAD-10", facts: "{}" },
        what: "taken over from what the status note keeps, because the store knew nothing of it",
      },
    ],
    watched: [],
    at: clock(),
    ...(generation !== undefined && { generation }),
  });
  log.info({ issue: key }, "taken over from its status note");
  return kept;
}
