import { type Directory, findCustomer, resolveRole } from "../../policy/directory.ts";
import { ACCESS_LEVELS, EXECUTIVES, type Role } from "../../policy/terms.ts";
import type { Sighted } from "../pages/viewer.ts";

/** Somebody who is signed in, and what GitLab says that they may do. */
export interface Reader {
  username: string;
  /** GitLab's access level, 10 guest to 50 owner, by project id; only of projects whose member they are. */
  levels: ReadonlyMap<number, number>;
}

/** Who is concerned by whatever happens to a customer, whoever else is (P-OPEN-8, P-SEV-3). */
const CONCERNED: readonly Role[] = ["csm", "csm_manager", "csm_leader", "account_manager", "ps_project_manager"];

/**
 * Whether somebody may be shown an escalation:
 * - on GitLab they may read its issue: they are a member of its project and, where it is confidential, a Planner at least,
 *   its author or an assignee (GitLab, "Confidential issues");
 * - where its customer is restricted (P-OPEN-7), they have a part in it: DRI, Product DRI, CSM manager, author or assignee,
 *   somebody whom the directory names for the customer or its region, or an executive.
 */
export function mayRead(reader: Reader, escalation: Sighted, directory: Directory): boolean {
  const level = reader.levels.get(escalation.project_id) ?? 0;
  if (level < ACCESS_LEVELS.guest) return false;
  const isReader = includes(escalation.readers ?? [], reader);
  const { confidential = true, restricted } = escalation;
  if (confidential && level < ACCESS_LEVELS.planner && !isReader) return false;
  return !restricted || isReader || hasPart(reader, escalation, directory);
}

function hasPart(reader: Reader, escalation: Sighted, directory: Directory): boolean {
  const { dri, product_dri, manager } = escalation;
  return includes([dri, product_dri, manager], reader) || includes(concerned(escalation, directory), reader);
}

function concerned({ customer: name, region }: Sighted, directory: Directory): string[] {
  const customer = name == null ? undefined : findCustomer(directory, name);
  const where = customer?.region ?? region ?? undefined;
  return [
    ...[...CONCERNED, ...EXECUTIVES].flatMap((role) => resolveRole(directory, { role, customer, region: where })),
    ...(directory.regions[where ?? ""]?.csm_managers ?? []),
  ];
}

/** GitLab's usernames ignore case. */
function includes(usernames: readonly (string | null)[], { username }: Reader): boolean {
  return usernames.some((one) => one?.toLowerCase() === username.toLowerCase());
}
