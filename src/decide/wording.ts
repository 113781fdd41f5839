import type { People } from "./people.ts";

const ROLE_NAMES: Readonly<Record<string, string>> = {
  csm: "CSM",
  csm_manager: "CSM manager",
  csm_leader: "CSM leader of the region",
  account_manager: "account manager",
  ps_project_manager: "PS project manager",
  support: "support engineer",
  product: "Product",
  customer_success_engineering_leader: "customer success engineering leader",
  vp_sales: "VP of Sales",
  cro: "CRO",
  ceo: "CEO",
  vp_customer_success: "VP of Customer Success",
};

/** A role as people call it. */
export function roleName(role: string): string {
  return ROLE_NAMES[role] ?? role.replaceAll("_", " ");
}

/** Why a role has no holder. */
export function sourceOf(role: string, people: People): string {
  if (people.customerName === undefined) return "the issue does not name the customer";
  if (role === "support") return "the issue names no support engineer and the directory nobody on call";
  if (!people.customer) return "the customer is not in the directory and the issue does not name them";
  return "neither the issue nor the directory names one";
}
