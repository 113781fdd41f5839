import type { Severity } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";
import type { People } from "../people.ts";

export interface Involved {
  username: string;
  roles: string[];
}

export interface Involvement {
  involved: Involved[];
  /** Roles nobody is known for. */
  unfilled: string[];
}

/** Awareness (P-SEV-3): the roles of the severity, each person once, with the roles they are there for; then those brought in by command. */
export function judgeInvolvement({ policy, memory }: Facts, people: People, severity: Severity): Involvement {
  const byUsername = new Map<string, Involved>();
  const unfilled: string[] = [];
  for (const role of policy.severities[severity].involve) {
    const [username] = people.holders(role).usernames;
    if (username === undefined) {
      unfilled.push(role);
      continue;
    }
    const known = byUsername.get(username);
    if (known) known.roles.push(role);
    else byUsername.set(username, { username, roles: [role] });
  }
  for (const username of memory.involved) {
    if (!byUsername.has(username)) byUsername.set(username, { username, roles: [] });
  }
  return { involved: [...byUsername.values()], unfilled };
}
