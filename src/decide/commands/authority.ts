import { ACCESS_LEVELS, type Party } from "../../policy/terms.ts";
import type { Given } from "./outcome.ts";
import type { Command, Misunderstood } from "./parse.ts";

/**
 * Members with the policy's least access level command the service (P-ROLE-4). The author of the issue may answer what
 * they are asked, whatever their role (P-SEV-2, P-DRI-6).
 */
export function mayCommand(given: Given, command: Command | Misunderstood): boolean {
  const { author, facts } = given;
  if (author && author.accessLevel >= ACCESS_LEVELS[facts.policy.least_access_level]) return true;
  if (isDri(given) && isForTheDri(command)) return true;
  return facts.issue.author.id === given.note.author.id && isAnswer(given, command);
}

/** Whomever GitLab let people assign can answer whether they take it on, whatever their role. */
function isForTheDri(command: Command | Misunderstood): boolean {
  return "name" in command && (command.name === "accept" || command.name === "decline");
}

function isAnswer({ facts }: Given, command: Command | Misunderstood): boolean {
  const { asks } = facts.memory;
  if (!("name" in command)) return false;
  switch (command.name) {
    case "severity":
      return facts.memory.openedAt === null;
    case "dri":
      return asks.dri !== null;
    case "product-dri":
      return asks.productDri !== null;
    default:
      return false;
  }
}

/** Whoever acts: by a comment, or by hand. */
type Actor = Pick<Given, "facts" | "people"> & { note: Pick<Given["note"], "author"> };

export function isManager({ people, note }: Actor): boolean {
  const username = note.author.username.toLowerCase();
  return people.holders("csm_manager").usernames.some((manager) => manager.toLowerCase() === username);
}

/** Whether somebody is one of the parties that the policy names for something (P-CLOSE-2, 8). */
export function holdsParty(actor: Actor, party: Party): boolean {
  const { facts, people, note } = actor;
  if (party === "dri") return isDri(actor);
  const username = note.author.username.toLowerCase();
  const holders = party === "product_dri" ? [facts.memory.productDri ?? ""] : people.holders(party).usernames;
  return holders.some((holder) => holder.toLowerCase() === username);
}

export function isDri({ facts, note }: Actor): boolean {
  return facts.memory.dri?.id === note.author.id;
}
