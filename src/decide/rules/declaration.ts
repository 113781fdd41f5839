import type { Facts, PlannedAction } from "../facts.ts";
import type { Message, Text } from "../message.ts";
import type { People } from "../people.ts";
import { publicName } from "./channel-name.ts";
import { channelKey, channelOf, peopleText, personText, shortened, slack, type Team, trackerText } from "./opening.ts";
import { isTrackerComing } from "./tracker-link.ts";

/** The declaration, once it is posted. */
export function declarationOf({ receipts }: Facts): { channelId: string; ts: string } | undefined {
  return receipts.done("post-message", declarationKey());
}

/** One for the whole life of an escalation: what comes later is said in its thread (P-ANN-2). */
export function declarationKey(): string {
  return "declaration/1";
}

export const DECLARATION_EDIT = "declaration-edit/1";

/** Whether it will be there soon: nobody needs to be told meanwhile that it is not. */
export function isDeclarationComing(facts: Facts): boolean {
  const key = declarationKey();
  return (
    facts.policy.announcements.moments.includes("declared") && !declarationOf(facts) && !facts.receipts.failing(key)
  );
}

/**
 * The one post in the announcements channel (P-OPEN-3, P-ANN-1), edited in place ever after so that it stays true
 * (P-ANN-2). It names the channel, so it waits for it, but not for a channel that cannot be had.
 */
export function declare(facts: Facts, people: People, team: Team, status: Text): PlannedAction[] {
  const { policy, receipts, memory } = facts;
  if (!policy.announcements.moments.includes("declared")) return [];
  if (!channelOf(facts) && !receipts.failing(channelKey(memory.channelRound))) return [];
  // Its link is said with the rest: posted, or edited, once.
  if (isTrackerComing(facts, team.severity)) return [];

  const message = declaration(facts, people, team, status);
  const posted = declarationOf(facts);
  if (!posted) {
    const post = slack(declarationKey(), "declaration", {
      type: "post-message",
      to: "announcements",
      message,
    });
    // While it waits to be posted, it follows what changes.
    return [{ ...post, replaces: true }];
  }
  const asPosted =
    receipts.asked(declarationKey()) === JSON.stringify({ type: "post-message", to: "announcements", message });
  if (asPosted && receipts.asked(DECLARATION_EDIT) === undefined) return [];
  const edit = { type: "edit-message", channelId: posted.channelId, ts: posted.ts, message } as const;
  return [{ ...slack(DECLARATION_EDIT, "declaration", edit), replaces: true }];
}

function undescribed({ webUrl, iid }: Facts["issue"]): Text {
  return [{ link: webUrl, label: `issue #${iid}` }, ", not described here because the customer is restricted"];
}

/** Under its code name and without description where the customer is restricted (P-OPEN-7). */
function declaration(facts: Facts, people: People, team: Team, status: Text): Message {
  const { issue, fields } = facts;
  const restricted = people.customer?.restricted ?? false;
  const channel = channelOf(facts);
  return {
    heading: "New escalation",
    fields: [
      { label: "Customer", value: [publicName(people)] },
      { label: "Slack channel", value: [channel ? { channelId: channel.channelId, name: channel.name } : "none yet"] },
      {
        label: "Tracking document",
        value: restricted ? ["linked in the escalation's channel"] : trackerText(facts),
      },
      { label: "Severity", value: [team.severity] },
      { label: "Status", value: status },
      {
        label: "Product DRI",
        value: team.productDris.length === 0 ? ["none yet"] : peopleText(people, team.productDris),
      },
      { label: "DRI", value: personText(people, team.dri?.username, "not known yet") },
      { label: "Description", value: restricted ? undescribed(issue) : [{ link: issue.webUrl, label: issue.title }] },
      { label: "FYI", value: personText(people, people.holders("csm_manager").usernames[0], "no CSM manager known") },
    ],
    ...(restricted || fields.happening === undefined
      ? {}
      : { quote: { label: "What is happening", text: shortened(fields.happening, 600) } }),
  };
}
