import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** Names the Product DRI (P-PROD-1), of whatever rank: who gives the command answers for it. */
export function nameProductDri(
  { facts, note }: Given,
  { username }: Extract<Command, { name: "product-dri" }>,
): Outcome {
  const member = facts.member(username);
  if (member?.id === facts.ownUserId) return refused("the service itself cannot be the Product DRI.");
  const known = member?.username ?? (Object.hasOwn(facts.directory.people, username) ? username : undefined);
  if (!known) return refused("nobody of that name is a member of this project or in the directory.");
  const { productDri, productDrisBefore, asks } = facts.memory;
  // Asked for though there is one: of a higher rank, and the one attached stays (P-PROD-2).
  const stays = asks.productDri !== null && productDri !== null && productDri !== known;
  return {
    done: {
      ...facts,
      memory: {
        ...facts.memory,
        productDri: known,
        productDriByHand: true,
        productDrisBefore: [...new Set([...productDrisBefore, ...(stays ? [productDri] : [])])].filter(
          (one) => one !== known,
        ),
        productDriFor: null,
      },
    },
    timeline: { who: note.author.username, what: `named ${known} as the Product DRI`, rule: "P-PROD-1", facts: {} },
  };
}
