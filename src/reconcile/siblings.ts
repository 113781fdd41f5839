import { decide } from "../decide/decide.ts";
import { type Decision, type Facts, Sibling } from "../decide/facts.ts";
import type { Memory } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Store } from "../store/store.ts";
import type { Reconciler } from "./reconciler.ts";

/** Which other escalations the customer has is known only once it is decided whose this one is. */
export async function decideAmongSiblings(
  key: IssueKey,
  store: Store,
  facts: Omit<Facts, "siblings">,
): Promise<{ decision: Decision; siblings: Sibling[] }> {
  const alone = decide({ ...facts, siblings: [] });
  const siblings = await siblingsOf(key, alone, store);
  return { decision: siblings.length === 0 ? alone : decide({ ...facts, siblings }), siblings };
}

/** Other open escalations of the customer whose this one was decided to be. */
export async function siblingsOf(key: IssueKey, { customer }: Decision, store: Store): Promise<Sibling[]> {
  if (customer === null) return [];
  const open = await store.escalations.ofCustomer(customer);
  return open.filter((one) => one.key !== key).map(({ summary }) => Sibling.parse(JSON.parse(summary)));
}

/** What others say of this one: nothing once it has ended. */
export function shownOf({ shown, closed }: Memory): Memory["shown"] {
  return closed ? null : shown;
}

/** What others say of this one has changed. */
export async function tellSiblings(
  key: IssueKey,
  shown: Memory["shown"],
  before: Memory["shown"],
  { store, clock }: Reconciler,
): Promise<void> {
  const customers = new Set([shown?.customer, before?.customer].filter((customer) => customer != null));
  const open = await Promise.all([...customers].map((customer) => store.escalations.ofCustomer(customer)));
  const others = open.flat().map((other) => other.key);
  await store.work.touchAll(
    others.filter((other) => other !== key),
    clock(),
  );
}
