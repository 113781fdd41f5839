import type { PeopleField } from "../escalation/fields.ts";
import { type Customer, findCustomer, resolveRole } from "../policy/directory.ts";
import type { Role, Severity } from "../policy/terms.ts";
import type { Facts } from "./facts.ts";

/** Who holds which role in one escalation, and how the customer is called. */
export interface People {
  customer: Customer | undefined;
  /** The customer's name as the directory has it, else as typed. */
  customerName: string | undefined;
  region: string | undefined;
  timeZone: string;
  /** Usernames that hold a role, best first: the issue's `People` win over the directory. */
  holders(role: Role): { usernames: string[]; source: string };
  /** A person's name for the eye: the directory's, else GitLab's, else the username. */
  nameOf(username: string): string;
}

/** Looks up who is who for an issue. */
export function peopleOf({ fields, directory, policy, member, memory }: Facts): People {
  const customer = fields.customer === undefined ? undefined : findCustomer(directory, fields.customer);
  const region = customer?.region;
  return {
    customer,
    customerName: customer?.name ?? fields.customer,
    region,
    timeZone: timeZoneOf(),
    holders(role) {
      const named = isPeopleField(role) ? fields.people[role] : undefined;
      if (named) return { usernames: [named], source: "named in the issue" };
      const usernames = resolveRole(directory, { role, ...(customer && { customer }), ...(region !== undefined && { region }) });
      return { usernames, source: "in the directory" };
    },
    nameOf(username) {
      return directory.people[username]?.name ?? member(username)?.name ?? username;
    },
  };

  function timeZoneOf(): string {
    const dri = memory.dri && directory.people[memory.dri.username]?.time_zone;
    return dri ?? (region && directory.regions[region]?.time_zone) ?? policy.working_time.time_zone;
  }
}

function isPeopleField(role: Role): role is Role & PeopleField {
  return ["csm", "csm_manager", "account_manager", "ps_project_manager", "support"].includes(role);
}

/** The product area's people who rank high enough for a severity, best first (P-PROD-2). */
export function productPeople({ fields, directory, policy }: Facts, people: People, severity: Severity): string[] {
  const typed = fields.productArea?.trim().toLowerCase();
  const known = typed && Object.keys(directory.product_areas).find((name) => name.toLowerCase() === typed);
  const area = known ?? people.customer?.product_area;
  const entry = area ? directory.product_areas[area] : undefined;
  const ranks = policy.product.rank[severity] ?? [];
  return ranks.flatMap((rank) => entry?.[rank] ?? []);
}
