import type { Memory } from "../escalation/memory.ts";
import { EditMessage, PostMessage } from "./action.ts";
import type { Facts, PlannedAction, TimelineEvent } from "./facts.ts";
import { withEnds } from "./life.ts";
import type { Message } from "./message.ts";
import type { Receipts } from "./receipts.ts";
import { archiveKey, closedKey } from "./rules/closing-sequence.ts";
import { DECLARATION_EDIT, declarationKey } from "./rules/declaration.ts";
import { channelKey, slack } from "./rules/opening.ts";

/**
 * What is left to do once the issue was deleted: the declaration says so, the channel gets a last word and is archived.
 * Nothing is left to read, so it goes by what is remembered and was said.
 */
export function decideDeleted(
  memory: Memory,
  receipts: Receipts,
  { policy, now }: Pick<Facts, "policy" | "now">,
): { memory: Memory; actions: PlannedAction[]; timeline: TimelineEvent[] } {
  if (memory.closed) return { memory, actions: [], timeline: [] };
  const ended: Memory = {
    ...memory,
    closed: { as: "deleted", by: null, at: now, text: "", link: null, missing: [], isSeen: true },
  };
  const channel = receipts.done("create-channel", channelKey(memory.channelRound));
  const lastWord: Message = {
    heading: "The issue was deleted",
    paragraphs: [["The escalation ends with it, and this channel is archived. To go on, open a new one."]],
  };
  return {
    memory: { ...ended, life: memory.life && withEnds(memory.life, ended, { policy, now }) },
    actions: [
      ...correctedDeclaration(receipts),
      ...(channel
        ? [
            slack(`${closedKey(memory.round)}/channel`, "messages", {
              type: "post-message",
              to: { channelId: channel.channelId },
              message: lastWord,
            }),
            slack(archiveKey(memory.channelRound), "messages", {
              type: "archive-channel",
              channelId: channel.channelId,
            }),
          ]
        : []),
    ],
    timeline: [{ who: "somebody", what: "deleted the issue", rule: "P-CLOSE-6", facts: {} }],
  };
}

function correctedDeclaration(receipts: Receipts): PlannedAction[] {
  const posted = receipts.done("post-message", declarationKey());
  const asked = receipts.asked(declarationKey());
  if (!posted || asked === undefined) return [];
  const edited = receipts.asked(DECLARATION_EDIT);
  const { message } =
    edited === undefined ? PostMessage.parse(JSON.parse(asked)) : EditMessage.parse(JSON.parse(edited));
  const fields = message.fields?.map((field) =>
    field.label === "Status" ? { label: "Status", value: ["the issue was deleted"] } : field,
  );
  const edit = { type: "edit-message", ...posted, message: { ...message, ...(fields && { fields }) } } as const;
  return [{ ...slack(DECLARATION_EDIT, "declaration", edit), replaces: true }];
}
