import { z } from "zod";
import { ROLES, type Severity } from "./terms.ts";
import { Interval, Span, Text, TimeOfDay } from "./values.ts";

/** One of the two clocks of an escalation (P-CAD-1): an update is owed, reminded of, overdue, and then the manager's. */
export type Clock = z.infer<ReturnType<typeof clockShape>>;

function clockShape({ every, overdue_after, manager_after }: ClockDefaults) {
  return z.strictObject({
    every: Interval.prefault(every),
    remind_at: TimeOfDay.default("16:00"),
    overdue_after: Span.prefault(overdue_after),
    manager_after: Span.prefault(manager_after),
  });
}

interface ClockDefaults {
  every: string;
  overdue_after: string;
  manager_after: string;
}

/** `none` in the file means that no such update is asked for; it reads as undefined. */
function clock(defaults: ClockDefaults, whereAbsent: "runs" | "none" = "runs") {
  return z
    .union([z.literal("none"), clockShape(defaults)])
    .prefault(whereAbsent === "none" ? "none" : {})
    .transform((value) => (value === "none" ? undefined : value));
}

function severityPolicy(defaults: {
  meaning: string;
  cadence: string;
  involve: (typeof ROLES)[number][];
  internal: ClockDefaults;
  customer: ClockDefaults;
  clocks?: "none";
  accept_within: string;
}) {
  return z
    .strictObject({
      meaning: Text.default(defaults.meaning),
      cadence: Text.default(defaults.cadence),
      involve: z.array(z.enum(ROLES)).default(defaults.involve),
      internal_update: clock(defaults.internal, defaults.clocks),
      customer_update: clock(defaults.customer, defaults.clocks),
      accept_within: Span.prefault(defaults.accept_within),
    })
    .prefault({});
}

const DAILY = { every: "P1D", overdue_after: "PT0S", manager_after: "PT4H" };
const TO_THE_CUSTOMER_DAILY = { every: "P1D", overdue_after: "PT0S", manager_after: "P1D" };
const TO_THE_CUSTOMER_EVERY_OTHER_DAY = { every: "P2D", overdue_after: "PT0S", manager_after: "P1D" };
const WEEKLY = { every: "P5D", overdue_after: "P5D", manager_after: "P2D" };

/** What each severity means, asks for and whom it concerns (process section 2 and P-CAD-1). */
export const Severities = z
  .strictObject({
    critical: severityPolicy({
      meaning:
        "Major problems block the customer from deploying or using the solution. We may lose the solution or the " +
        "customer, see a large contraction, or do lasting harm to the relationship or the brand.",
      cadence: "Daily",
      involve: ["vp_sales", "product", "cro", "ceo", "vp_customer_success", "csm_leader"],
      internal: DAILY,
      customer: TO_THE_CUSTOMER_DAILY,
      accept_within: "PT2H",
    }),
    high: severityPolicy({
      meaning:
        "Major problems badly impair deploying or using the solution. Adoption is at risk now; loss, contraction, " +
        "future growth and the relationship may follow.",
      cadence: "Multiple times per week",
      involve: ["vp_sales", "product", "cro", "ceo", "vp_customer_success", "csm_leader"],
      internal: DAILY,
      customer: TO_THE_CUSTOMER_EVERY_OTHER_DAY,
      accept_within: "PT2H",
    }),
    medium: severityPolicy({
      meaning: "Problems impair deploying or using the product. Adoption and the renewal are at risk.",
      cadence: "Weekly to bi-weekly",
      involve: ["csm_leader"],
      internal: WEEKLY,
      customer: WEEKLY,
      accept_within: "P1D",
    }),
    low: severityPolicy({
      meaning:
        "Problems impair deploying or using the product. Realised value, the timeline, satisfaction or the level of " +
        "adoption are at risk.",
      cadence: "Standard communication",
      involve: ["csm_manager", "account_manager"],
      internal: WEEKLY,
      customer: WEEKLY,
      clocks: "none",
      accept_within: "P1D",
    }),
  } satisfies Record<Severity, z.ZodType>)
  .prefault({});
