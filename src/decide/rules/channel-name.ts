import type { Facts } from "../facts.ts";
import type { People } from "../people.ts";

const LONGEST_SLUG = 60;
/** Slack's limit (conversations.create), and the room a suffix such as `_12` needs below it. */
const LONGEST_NAME = 80;
const LONGEST_SUFFIX = 4;
const MOST_REASON_WORDS = 3;

/** Lower-case ASCII letters and digits, accents stripped, every run of anything else a `-` (P-OPEN-2). "" if nothing is left. */
export function slug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, "");
}

/**
 * What the channel may be called, best first: by the customer, else by the issue's number. A restricted customer is not
 * named in it: even a private channel's name gets around (P-OPEN-7). Where the customer has another open escalation, a
 * short reason tells them apart (P-OPEN-6).
 */
export function channelNames({ issue, policy, siblings }: Facts, people: People): string[] {
  const { customer, customerName } = people;
  const { prefix } = policy.channel;
  const room = LONGEST_NAME - LONGEST_SUFFIX - prefix.length;
  const cut = (name: string) => name.slice(0, room).replace(/[-_]+$/, "");
  const name = cut(slug((customer?.restricted ? customer.code_name : customerName) ?? ""));
  const reason = siblings.length > 0 && name !== "" ? shortReason(issue.title, people) : "";
  const names = [...(reason === "" ? [] : [cut(`${name}_${reason}`)]), name || `${issue.iid}`, `${issue.iid}`];
  return [...new Set(names)].map((one) => `${prefix}${one}`);
}

/**
 * What is left of a title without the customer's name and the word escalation, three words at most. Nothing where the
 * customer is restricted: a title may name them in many ways.
 */
export function shortReason(
  title: string,
  { customer, customerName }: Pick<People, "customer" | "customerName">,
): string {
  if (customer?.restricted) return "";
  const names = [customerName ?? "", customer?.name ?? "", ...(customer?.aliases ?? [])];
  const known = new Set([...names.flatMap((name) => slug(name).split("-")), "escalation", "escalations"]);
  return slug(title)
    .split("-")
    .filter((word) => word !== "" && !known.has(word))
    .slice(0, MOST_REASON_WORDS)
    .join("-");
}

/** The customer as they may be called where everybody reads (P-OPEN-7). */
export function publicName({ customer, customerName }: People): string {
  if (customer?.restricted) return customer.code_name ?? "a restricted customer";
  return customerName ?? "not named yet";
}
