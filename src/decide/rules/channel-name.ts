import type { Facts } from "../facts.ts";
import type { People } from "../people.ts";

/** Slack allows 80; prefix and suffix need their room too. */
const LONGEST_SLUG = 60;

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

/** What the channel is called. A restricted customer is not named in it: even a private channel's name gets around (P-OPEN-7). */
export function channelName({ issue, policy }: Facts, people: People): string {
  const { customer, customerName } = people;
  const name = customer?.restricted ? customer.code_name : customerName;
  return `${policy.channel.prefix}${slug(name ?? "") || issue.iid}`;
}

/** The customer as they may be called where everybody reads (P-OPEN-7). */
export function publicName({ customer, customerName }: People): string {
  if (customer?.restricted) return customer.code_name ?? "a restricted customer";
  return customerName ?? "not named yet";
}
