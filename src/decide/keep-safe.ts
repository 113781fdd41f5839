import { type Kept, keptMemory } from "../escalation/kept.ts";
import type { Memory } from "../escalation/memory.ts";
import type { Action } from "./action.ts";
import type { PlannedAction } from "./facts.ts";
import type { Receipts } from "./receipts.ts";
import { declarationKey } from "./rules/declaration.ts";
import { channelKey } from "./rules/opening.ts";
import { rcaKey } from "./rules/rca.ts";
import { TRACKER } from "./rules/tracker-link.ts";

/** The effects whose answers say where something is. */
function placesOf({
  channelRound,
  rca,
}: Memory): { key: string; type: "create-channel" | "post-message" | "write-tracker" | "open-rca" }[] {
  return [
    { key: channelKey(channelRound), type: "create-channel" },
    { key: `opening/${channelRound}`, type: "post-message" },
    { key: declarationKey(), type: "post-message" },
    { key: TRACKER, type: "write-tracker" },
    ...(rca ? [{ key: rcaKey(rca.number), type: "open-rca" as const }] : []),
  ];
}

/** The status note takes along what would be missed if the store were lost. */
export function withKept(actions: readonly PlannedAction[], memory: Memory, receipts: Receipts): PlannedAction[] {
  return actions.map((planned) =>
    planned.action.type === "write-status-note"
      ? { ...planned, action: { ...planned.action, kept: JSON.stringify(keptOf(memory, receipts)) } }
      : planned,
  );
}

function keptOf(memory: Memory, receipts: Receipts): Kept {
  return {
    memory: keptMemory(memory),
    receipts: placesOf(memory).flatMap(({ key, type }) => {
      const result = receipts.done(type, key);
      return result ? [{ key, type, result: JSON.stringify(result) }] : [];
    }),
  };
}

/** An action whose answer is known and whose words are not: it stands for the one that was carried out before. */
export function placeholder(
  type: string,
  { issue, memory }: { issue: { projectId: number }; memory: Memory },
): Action | undefined {
  switch (type) {
    case "create-channel":
      return { type, names: [], isPrivate: true };
    case "post-message":
      return { type, to: "announcements", message: { heading: "" } };
    case "write-tracker":
      return {
        ...{ type, projectId: issue.projectId, title: memory.tracker?.title ?? "", sections: {}, entries: [], asOf: 0 },
      };
    case "open-rca":
      return {
        ...{ type, projectId: issue.projectId, title: "", escalation: { reference: "", url: "" }, confidential: true },
      };
    default:
      return undefined;
  }
}
