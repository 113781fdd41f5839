import type { Customer, Directory, Person, Region } from "./directory.ts";
import type { Policy } from "./policy.ts";
import { PRODUCT_RANKS, type ProductRank, ROLES, type Role } from "./terms.ts";
import { foldName } from "./values.ts";

/** The customer a person typed, by name or alias; case, outer blanks and Unicode's look-alike forms do not count. */
export function findCustomer(directory: Directory, typed: string): Customer | undefined {
  return customersByName(directory).get(foldName(typed));
}

/** A directory never changes: a new version of the file is a new one. */
const byName = new WeakMap<Directory, Map<string, Customer>>();

/** Folding the names of thousands takes milliseconds, and every decision asks. */
function customersByName(directory: Directory): Map<string, Customer> {
  const known = byName.get(directory);
  if (known) return known;

  const made = new Map<string, Customer>();
  for (const customer of directory.customers) {
    for (const name of [customer.name, ...customer.aliases].map(foldName)) {
      if (!made.has(name)) made.set(name, customer);
    }
  }
  byName.set(directory, made);
  return made;
}

/** The directory's entry of a GitLab username, with or without @. GitLab's usernames ignore case, so this does. */
export function findPerson(directory: Directory, username: string): Person | undefined {
  const wanted = foldUsername(username);
  return Object.entries(directory.people).find(([known]) => foldUsername(known) === wanted)?.[1];
}

/** The region a customer belongs to, with its name. */
export function regionOf(
  directory: Directory,
  customer: Customer | undefined,
): (Region & { name: string }) | undefined {
  const name = customer?.region;
  const region = name === undefined ? undefined : directory.regions[name];
  return name !== undefined && region ? { name, ...region } : undefined;
}

export interface RoleQuestion {
  role: Role | ProductRank;
  customer?: Customer | undefined;
  /** The customer's, where it is left out. */
  region?: string | undefined;
  /** The customer's, where it is left out; case does not count. */
  productArea?: string | undefined;
}

/**
 * The usernames that hold a role, the first choice first; none where the directory does not say.
 * `csm_leader` and `customer_success_engineering_leader` are the region's, `csm_manager` the customer's and else the
 * region's first, `support` whoever is on call, product ranks the product area's. Whom the issue itself names is not
 * known here, and wins over this.
 */
export function resolveRole(directory: Directory, { role, customer, region, productArea }: RoleQuestion): string[] {
  const inRegion = directory.regions[region ?? customer?.region ?? ""];
  switch (role) {
    case "csm":
    case "account_manager":
    case "ps_project_manager":
      return named(customer?.[role]);
    case "csm_manager":
      return named(customer?.csm_manager ?? inRegion?.csm_managers[0]);
    case "csm_leader":
    case "customer_success_engineering_leader":
      return named(inRegion?.[role]);
    case "support":
      return [...directory.support.on_call];
    case "group_product_manager":
    case "director":
    case "leadership":
      return named(productAreaOf(directory, productArea ?? customer?.product_area)?.[role]);
    default:
      return named(directory.executives[role]);
  }
}

/**
 * Every role the directory knows a person to have anywhere, by their entry or by where they are named. Empty where it
 * knows none, which says nothing about the person.
 */
export function rolesOf(directory: Directory, username: string): Role[] {
  const wanted = foldUsername(username);
  const is = (known: string | undefined) => known !== undefined && foldUsername(known) === wanted;
  const regions = Object.values(directory.regions);
  const { customers, executives, support } = directory;
  const named = {
    csm: customers.some(({ csm }) => is(csm)),
    csm_manager: customers.some((one) => is(one.csm_manager)) || regions.some((one) => one.csm_managers.some(is)),
    csm_leader: regions.some((one) => is(one.csm_leader)),
    account_manager: customers.some((one) => is(one.account_manager)),
    ps_project_manager: customers.some((one) => is(one.ps_project_manager)),
    support: support.on_call.some(is),
    customer_success_engineering_leader: regions.some((one) => is(one.customer_success_engineering_leader)),
    vp_sales: is(executives.vp_sales),
    product: is(executives.product) || isInProduct(directory, is),
    cro: is(executives.cro),
    ceo: is(executives.ceo),
    vp_customer_success: is(executives.vp_customer_success),
  } satisfies Record<Role, boolean>;
  const entered = findPerson(directory, username)?.roles ?? [];
  return ROLES.filter((role) => named[role] || entered.includes(role));
}

/** The time zone that counts: the person's, else the region's, else the policy's. */
export function timeZoneOf(
  { policy, directory }: { policy: Policy; directory: Directory },
  { person, region }: { person?: string | undefined; region?: string | undefined },
): string {
  const personal = person === undefined ? undefined : findPerson(directory, person)?.time_zone;
  return personal ?? directory.regions[region ?? ""]?.time_zone ?? policy.working_time.time_zone;
}

function productAreaOf(directory: Directory, typed: string | undefined) {
  const wanted = foldName(typed ?? "");
  return Object.entries(directory.product_areas).find(([name]) => foldName(name) === wanted)?.[1];
}

function isInProduct(directory: Directory, is: (known: string | undefined) => boolean): boolean {
  return Object.values(directory.product_areas).some((area) => PRODUCT_RANKS.some((rank) => is(area[rank])));
}

function named(username: string | undefined): string[] {
  return username === undefined ? [] : [username];
}

function foldUsername(username: string): string {
  return username.trim().replace(/^@/, "").toLowerCase();
}
