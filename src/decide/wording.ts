import type { Party } from "../policy/terms.ts";
import type { People } from "./people.ts";

const ROLE_NAMES: Readonly<Record<string, string>> = {
  csm: "CSM",
  csm_manager: "CSM manager",
  csm_leader: "CSM leader of the region",
  account_manager: "account manager",
  ps_project_manager: "PS project manager",
  support: "support engineer",
  product: "VP of Product",
  group_product_manager: "Group Product Manager",
  director: "Product Director",
  leadership: "member of the product leadership team",
  customer_success_engineering_leader: "customer success engineering leader",
  vp_sales: "VP of Sales",
  cro: "CRO",
  ceo: "CEO",
  vp_customer_success: "VP of Customer Success",
};

/** A role as people call it. */
export function roleName(role: string): string {
  return ROLE_NAMES[role] ?? role.replaceAll("_", " ");
}

/** A party of one escalation as people call it. */
export function partyName(party: Party): string {
  if (party === "dri") return "DRI";
  return party === "product_dri" ? "Product DRI" : roleName(party);
}

/** Why a role has no holder. */
export function whyNobody(role: string, people: People): string {
  if (people.customerName === undefined) return "the issue does not name the customer";
  if (role === "support") return "the issue names none and the directory has nobody on call";
  if (!people.customer) return "the issue names none and the directory does not know the customer";
  return "neither the issue nor the directory names one";
}

const EFFECT_NAMES: Readonly<Record<string, string>> = {
  channel: "make the Slack channel",
  opening: "post the opening message in the channel",
  topic: "set the channel's topic",
  invite: "invite people to the channel",
  bookmark: "bookmark the issue in the channel",
  pin: "pin the opening message",
  tracker: "keep the tracker document",
  rca: "open the issue for the root cause analysis",
  archive: "archive the channel",
  closed: "announce its end",
  reopened: "announce that it was reopened",
  "severity-changed": "announce the change of severity",
  "internal-update": "tell the channel of an update",
  "customer-update": "tell the channel of a talk with the customer",
  "agree-customer": "tell the channel that the customer agrees",
  "agree-internal": "tell the channel that we agree",
  "disagree-customer": "tell the channel that an agreement was taken back",
  "disagree-internal": "tell the channel that an agreement was taken back",
  resolve: "tell the channel of the resolution",
  reminder: "remind of an update",
  standup: "remind of a standup",
  declaration: "announce the escalation",
  "declaration-edit": "bring the announcement up to date",
  "sentiment-at-risk": "tell the customer-success platform that the customer is at risk",
  "sentiment-resolved": "tell the customer-success platform that the escalation is resolved",
  explanation: "explain what was put back",
  "status-note": "write this note",
};

/** What was to be done, by an effect's key, as it stands behind "could not". */
export function effectName(key: string): string {
  const [kind = key] = key.split("/");
  return EFFECT_NAMES[kind] ?? (kind.startsWith("ask-") ? "ask a question here" : kind);
}
