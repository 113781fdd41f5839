import { ROLES } from "../../policy/terms.ts";
import { roleName } from "../wording.ts";
import type { Given, Outcome } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** Brings somebody in for this escalation, through every change of severity (P-SEV-3). */
export function involve(
  { facts, people, note }: Given,
  { whom, isPerson }: Extract<Command, { name: "involve" }>,
): Outcome {
  const found = isPerson ? person() : holder();
  if ("refused" in found) return found;
  const { username } = found;
  const involved = [...new Set([...facts.memory.involved, username])];
  return {
    done: { ...facts, memory: { ...facts.memory, involved } },
    timeline: { who: note.author.username, what: `involved ${username}`, rule: "P-SEV-3", facts: { whom } },
  };

  function person(): { username: string } | { refused: string } {
    const username = facts.member(whom)?.username ?? (Object.hasOwn(facts.directory.people, whom) ? whom : undefined);
    return username
      ? { username }
      : { refused: "nobody of that name is a member of this project or in the directory." };
  }

  function holder(): { username: string } | { refused: string } {
    const role = ROLES.find((candidate) => candidate === whom.toLowerCase().replace(/[\s-]+/g, "_"));
    if (!role)
      return {
        refused: `write a person as \`@user\`, or one of these roles: ${ROLES.map((one) => `\`${one}\``).join(", ")}.`,
      };
    const [username] = people.holders(role).usernames;
    return username ? { username } : { refused: `the directory names no ${roleName(role)}.` };
  }
}
