import { isPeopleField, type PeopleField } from "../escalation/people-field.ts";
import {
  type Customer,
  type Directory,
  findCustomer,
  findPerson,
  resolveRole,
  timeZoneOf,
} from "../policy/directory.ts";
import { nearest } from "../policy/nearest.ts";
import type { Role, Severity } from "../policy/terms.ts";
import { foldName } from "../policy/values.ts";
import type { Facts } from "./facts.ts";

/** Who holds which role in one escalation, and how the customer is called. */
export interface People {
  customer: Customer | undefined;
  /** The customer's name as the directory has it, else as typed. */
  customerName: string | undefined;
  /** Nobody wrote the exact name of a restricted customer, but it is meant: better too careful than to name it (P-OPEN-7). */
  restrictedByGuess: boolean;
  region: string | undefined;
  timeZone: string;
  /** Who is named in the issue's `People`, as a username where one is known. */
  named(field: PeopleField): string | undefined;
  /** Usernames that hold a role, best first: the issue's `People` win over the directory. */
  holders(role: Role): { usernames: string[]; source: string };
  /** A person's name for the eye: the directory's, else GitLab's, else what was typed. */
  nameOf(username: string): string;
}

/** Looks up who is who for an issue. */
export function peopleOf(facts: Facts): People {
  const { fields, directory, policy, member, memory } = facts;
  const { customer, guessed } = customerOf(facts);
  const region = customer?.region;
  const named = (field: PeopleField) => {
    const typed = fields.people[field];
    return typed === undefined ? undefined : usernameOf(typed);
  };

  return {
    customer,
    customerName: customer?.name ?? fields.customer,
    restrictedByGuess: guessed,
    region,
    timeZone: timeZoneOf({ policy, directory }, { person: memory.dri?.username, region }),
    named,
    holders(role) {
      const inIssue = isPeopleField(role) ? named(role) : undefined;
      if (inIssue !== undefined) return { usernames: [inIssue], source: "named in the issue" };
      const usernames = resolveRole(directory, { role, customer, region }).map(usernameOf);
      return { usernames: [...new Set(usernames)], source: "named in the directory" };
    },
    nameOf: (username) => findPerson(directory, username)?.name ?? member(username)?.name ?? username,
  };

  /** GitLab's spelling of a username, else the directory's; a name or an address of the directory's; else as typed. */
  function usernameOf(typed: string): string {
    return member(typed)?.username ?? knownAs(directory, typed) ?? typed;
  }
}

/** The directory's username of somebody typed by username, name or e-mail address; undefined where two are called so. */
function knownAs({ people }: Directory, typed: string): string | undefined {
  const wanted = foldName(typed);
  const entries = Object.entries(people);
  const byUsername = entries.find(([username]) => foldName(username) === wanted);
  if (byUsername) return byUsername[0];
  const [match, ...others] = entries.filter(([, { name, email }]) =>
    [name, email ?? ""].some((known) => foldName(known) === wanted),
  );
  return others.length === 0 ? match?.[0] : undefined;
}

/**
 * The directory's entry for the customer. A restricted one is also recognised by a slip in its name, and by its name
 * within the title or a longer answer.
 */
function customerOf({ fields, directory, issue }: Facts): { customer: Customer | undefined; guessed: boolean } {
  const typed = fields.customer ?? "";
  const exact = findCustomer(directory, typed);
  if (exact) return { customer: exact, guessed: false };
  const restricted = directory.customers.filter((one) => one.restricted);
  const said = foldName(`${typed} ${issue.title}`);
  const meant = restricted.find(({ name, aliases }) => {
    const names = [name, ...aliases].map(foldName);
    return names.some((one) => mentions(said, one)) || nearest(foldName(typed), names) !== undefined;
  });
  return { customer: meant, guessed: meant !== undefined };
}

/** As words of their own: the alias MOM is not in "moment". */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = [text.charAt(at - 1), text.charAt(at + name.length)];
    if (!around.some((character) => /[a-z0-9]/.test(character))) return true;
  }
  return false;
}

/** The product area's people who rank high enough for a severity, best first (P-PROD-2). */
export function productPeople(
  { fields, directory, policy }: Facts,
  { customer }: People,
  severity: Severity,
): string[] {
  const ranks = policy.product.rank[severity] ?? [];
  return ranks.flatMap((role) => resolveRole(directory, { role, customer, productArea: fields.productArea }));
}
