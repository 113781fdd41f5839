/** The words of the process that the policy, the directory, labels and commands all share. */

/** Most severe first (process section 2). */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where an escalation came from; when several are ticked, the last of this list that is comes first (P-DRI-13). */
export const ORIGINS = ["account", "support", "professional-services"] as const;
export type Origin = (typeof ORIGINS)[number];

export const NATURES = ["product-related", "platform-related"] as const;
export type Nature = (typeof NATURES)[number];

/** Executives the directory names one person for; these words stand in `involve` and in `/esc involve`. */
export const EXECUTIVES = ["vp_sales", "product", "cro", "ceo", "vp_customer_success"] as const;
export type Executive = (typeof EXECUTIVES)[number];

/** Every role a rule of the policy can name. Who holds it is looked up in the directory. */
export const ROLES = [
  "csm",
  "csm_manager",
  "csm_leader",
  "account_manager",
  "ps_project_manager",
  "support",
  "customer_success_engineering_leader",
  ...EXECUTIVES,
] as const;
export type Role = (typeof ROLES)[number];

/** Parts that people have in one escalation, beside their roles in the company. */
export const PARTIES = [...ROLES, "dri", "product_dri"] as const;
export type Party = (typeof PARTIES)[number];

/** Ranks of the Product DRI, named per product area in the directory (P-PROD-2). */
export const PRODUCT_RANKS = ["group_product_manager", "director", "leadership"] as const;
export type ProductRank = (typeof PRODUCT_RANKS)[number];

/** GitLab's roles in a project, the least first. */
export const ACCESS_LEVEL_NAMES = ["guest", "planner", "reporter", "developer", "maintainer", "owner"] as const;
export type AccessLevel = (typeof ACCESS_LEVEL_NAMES)[number];

/** GitLab's numbers for its roles (its members API). */
export const ACCESS_LEVELS: Readonly<Record<AccessLevel, number>> = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
};

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What `announcements.moments` can hold (P-ANN-1). */
export const KEY_MOMENTS = ["declared", "severity_changed", "risk_reduced", "resolved", "reopened", "alert"] as const;
export type KeyMoment = (typeof KEY_MOMENTS)[number];

/** What `closing.require` can hold (section 9). */
export const CLOSING_NEEDS = ["resolution", "customer_agreement", "internal_agreement", "rca"] as const;
export type ClosingNeed = (typeof CLOSING_NEEDS)[number];

/** Opening steps the service can do itself (section 5). */
export const SERVICE_STEPS = ["channel", "dri", "declare", "tracker"] as const;

/** Headings of the issue template, any of which an opening step can wait for. */
export const TEMPLATE_FIELDS = [
  "Customer",
  "Severity",
  "Origin",
  "Nature",
  "What is happening",
  "Impact",
  "Immediate asks",
  "Exit criteria",
  "Next customer sync",
  "People",
  "Product area",
  "Links",
  "Opening checklist",
] as const;
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];
