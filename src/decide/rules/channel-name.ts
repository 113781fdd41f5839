import type { Facts } from "../facts.ts";
import type { People } from "../people.ts";

const LONGEST_SLUG = 60;
/** Slack's limit (conversations.create), and the room a suffix such as `_12` needs below it. */
const LONGEST_NAME = 80;
const LONGEST_SUFFIX = 4;

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
 * named in it: even a private channel's name gets around (P-OPEN-7).
 */
export function channelNames({ issue, policy }: Facts, { customer, customerName }: People): string[] {
  const { prefix } = policy.channel;
  const room = LONGEST_NAME - LONGEST_SUFFIX - prefix.length;
  const name = slug((customer?.restricted ? customer.code_name : customerName) ?? "")
    .slice(0, room)
    .replace(/-+$/, "");
  return [...new Set([`${prefix}${name || issue.iid}`, `${prefix}${issue.iid}`])];
}

/** The customer as they may be called where everybody reads (P-OPEN-7). */
export function publicName({ customer, customerName }: People): string {
  if (customer?.restricted) return customer.code_name ?? "a restricted customer";
  return customerName ?? "not named yet";
}
