import { z } from "zod";
import { ORIGINS, ROLES, SEVERITIES } from "./terms.ts";
import { evenWithFaultyItems, Interval, oneOrMore, Text } from "./values.ts";

/** The conditions of a rule: all that are named must hold, each for any one of its values. */
export const DriConditions = z.strictObject({
  origin: oneOrMore(z.enum(ORIGINS)).optional(),
  severity: oneOrMore(z.enum(SEVERITIES)).optional(),
  /** As in the directory's entry of the customer. */
  segment: oneOrMore(Text).optional(),
  region: oneOrMore(Text).optional(),
  /** A person is known for this role, from the issue or the directory: `has: csm`, `has: ps_project_manager`. */
  has: z.enum(ROLES).optional(),
});
export type DriConditions = z.infer<typeof DriConditions>;

export const DriRule = z.strictObject({
  when: DriConditions.optional(),
  role: z.enum(ROLES),
  /** Who is told though they are not the DRI (P-DRI-4). */
  inform: z.array(z.enum(ROLES)).default([]),
});
export type DriRule = z.infer<typeof DriRule>;

/**
 * Who the DRI is (P-DRI-12): the first rule whose conditions hold. Checked across rules:
 * - the last rule has no `when` (or an empty one), else an escalation that meets no rule has no DRI;
 * - no other rule is without `when`, else the rules after it can never be reached.
 */
const DriRules = z.array(DriRule).superRefine((rules, ctx) => {
  if (rules.length === 0) {
    ctx.addIssue("needs at least one rule, such as `- { role: csm }`");
  }
  for (const [index, rule] of rules.entries()) {
    const unconditional = Object.keys(rule.when ?? {}).length === 0;
    const last = index === rules.length - 1;
    if (last && !unconditional) {
      ctx.addIssue({
        code: "custom",
        path: [index],
        message:
          "the last rule has a `when`, so an escalation that meets no rule would have no DRI; " +
          "end the list with a rule without `when`, such as `- { role: csm }`",
      });
    }
    if (!last && unconditional) {
      ctx.addIssue({
        code: "custom",
        path: [index],
        message: "a rule without `when` always holds, so the rules after it are never reached; move it to the end",
      });
    }
  }
}, evenWithFaultyItems);

export const DriPolicy = z
  .strictObject({
    /** Hand over at once when the facts call for another role, or only ask (P-DRI-8). */
    handover: z.enum(["assign", "propose"]).default("assign"),
    ask_every: Interval.prefault("PT1H"),
    rules: DriRules.prefault([
      { when: { origin: "professional-services" }, role: "ps_project_manager" },
      { when: { severity: ["critical", "high"] }, role: "csm" },
      { when: { severity: ["medium", "low"], origin: "support" }, role: "support", inform: ["csm"] },
      { role: "csm" },
    ]),
  })
  .prefault({});
