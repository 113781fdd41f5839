import { z } from "zod";
import { nearest } from "./nearest.ts";
import { ROLES } from "./terms.ts";
import { foldName, shown, Text, TimeZone, Username } from "./values.ts";

export { findCustomer, findPerson, type RoleQuestion, regionOf, resolveRole, rolesOf, timeZoneOf } from "./look-ups.ts";

/** Part of the file in which `csm:` with nothing behind it counts as left out: that is how people keep a line for later. */
function entry<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.preprocess(withoutEmptyValues, z.strictObject(shape));
}

function withoutEmptyValues(input: unknown): unknown {
  if (input === null) return {};
  if (typeof input !== "object" || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

export const Person = entry({
  name: Text,
  email: z.email({ error: (issue) => `${shown(issue.input)} is not an e-mail address` }).optional(),
  /** A member's id, not their name; looked up by e-mail where it is missing. */
  slack_id: z
    .string()
    .regex(/^[UW][A-Z0-9]{2,}$/, {
      error: (issue) => `${shown(issue.input)} is not a Slack member id such as U0CATHY (profile, "Copy member ID")`,
    })
    .optional(),
  roles: z.array(z.enum(ROLES)).default([]),
  time_zone: TimeZone.optional(),
});
export type Person = z.infer<typeof Person>;

export const Customer = entry({
  name: Text,
  aliases: z.array(Text).default([]),
  segment: Text.optional(),
  region: Text.optional(),
  /** Never named where more people read than those concerned (P-OPEN-7). */
  restricted: z.boolean().default(false),
  code_name: Text.optional(),
  csm: Username.optional(),
  csm_manager: Username.optional(),
  account_manager: Username.optional(),
  ps_project_manager: Username.optional(),
  product_area: Text.optional(),
});
export type Customer = z.infer<typeof Customer>;

export const Region = entry({
  csm_leader: Username.optional(),
  csm_managers: z.array(Username).default([]),
  customer_success_engineering_leader: Username.optional(),
  time_zone: TimeZone.optional(),
});
export type Region = z.infer<typeof Region>;

export const ProductArea = entry({
  group_product_manager: Username.optional(),
  director: Username.optional(),
  leadership: Username.optional(),
});
export type ProductArea = z.infer<typeof ProductArea>;

const Executives = entry({
  vp_sales: Username.optional(),
  product: Username.optional(),
  cro: Username.optional(),
  ceo: Username.optional(),
  vp_customer_success: Username.optional(),
});

/**
 * The directory file: who is who. Only `name` is required of a person or a customer, and an empty value counts as one
 * left out. A username needs no entry under `people`: whoever GitLab knows can be named. Checked across entries:
 * - a customer's region stands under `regions`;
 * - a name or an alias belongs to one customer only, whatever its case.
 */
export const Directory = z.preprocess(
  withoutEmptyValues,
  z
    .strictObject({
      /** By GitLab username. */
      people: z.record(Username, Person).default({}),
      customers: z.array(Customer).default([]),
      regions: z.record(Text, Region).default({}),
      executives: Executives.prefault({}),
      /** By the name people write in the issue's "Product area". */
      product_areas: z.record(Text, ProductArea).default({}),
      support: entry({ on_call: z.array(Username).default([]) }).prefault({}),
    })
    .superRefine(
      ({ customers, regions }, ctx) => {
        for (const { index, message, key } of customerFaults(customers, Object.keys(regions))) {
          ctx.addIssue({ code: "custom", path: ["customers", index, key], message });
        }
      },
      { when: ({ value }) => HasCustomersAndRegions.safeParse(value).success },
    ),
);
export type Directory = z.infer<typeof Directory>;

/** Enough for the checks across entries to run beside the problems within entries, so that all are told at once. */
const HasCustomersAndRegions = z.looseObject({
  customers: z.array(z.looseObject({ aliases: z.array(z.unknown()) })),
  regions: z.looseObject({}),
});

interface CustomerFault {
  index: number;
  key: "region" | "name" | "aliases";
  message: string;
}

function customerFaults(customers: readonly Customer[], regions: readonly string[]): CustomerFault[] {
  const faults: CustomerFault[] = [];
  const owners = new Map<string, number>();
  for (const [index, { name, aliases, region }] of customers.entries()) {
    if (typeof region === "string" && !regions.includes(region)) {
      const near = nearest(region, regions);
      const hint = near ? `did you mean ${near}?` : "add it there, or take the line out";
      faults.push({ index, key: "region", message: `${shown(region)} is not among \`regions\`; ${hint}` });
    }
    for (const [place, called] of [name, ...aliases].entries()) {
      if (typeof called !== "string") continue;
      const owner = owners.get(foldName(called)) ?? index;
      owners.set(foldName(called), owner);
      if (owner === index) continue;
      const message = `${shown(called)} already stands for the customer ${shown(customers[owner]?.name)}; names and aliases must differ`;
      faults.push({ index, key: place === 0 ? "name" : "aliases", message });
    }
  }
  return faults;
}
