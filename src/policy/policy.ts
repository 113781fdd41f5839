import { z } from "zod";
import { DriPolicy } from "./dri-policy.ts";
import { OpeningSteps } from "./opening-steps.ts";
import { Severities } from "./severity-policy.ts";
import {
  ACCESS_LEVEL_NAMES,
  CLOSING_NEEDS,
  KEY_MOMENTS,
  NATURES,
  PARTIES,
  PRODUCT_RANKS,
  SEVERITIES,
  WEEKDAYS,
} from "./terms.ts";
import { CalendarDate, Hours, Interval, oneOrMore, Span, shown, TimeZone, WebAddress } from "./values.ts";

const WorkingTime = z
  .strictObject({
    always: z.boolean().default(false),
    days: z.array(z.enum(WEEKDAYS)).min(1, "needs at least one day").default(["mon", "tue", "wed", "thu", "fri"]),
    hours: Hours.default("09:00-18:00"),
    time_zone: TimeZone.default("Etc/UTC"),
    holidays: z.array(CalendarDate).default([]),
  })
  .prefault({});

/** Checked within: every severity that requires a Product DRI has a rank, else nobody would qualify. */
const ProductPolicy = z
  .strictObject({
    required_when: z
      .strictObject({
        severity: oneOrMore(z.enum(SEVERITIES)).prefault(["critical", "high"]),
        nature: oneOrMore(z.enum(NATURES)).prefault("product-related"),
      })
      .prefault({}),
    ask_every: Interval.prefault("PT4H"),
    rank: z
      .strictObject({
        critical: oneOrMore(z.enum(PRODUCT_RANKS)).prefault("leadership"),
        high: oneOrMore(z.enum(PRODUCT_RANKS)).prefault(["group_product_manager", "director"]),
        medium: oneOrMore(z.enum(PRODUCT_RANKS)).optional(),
        low: oneOrMore(z.enum(PRODUCT_RANKS)).optional(),
      })
      .prefault({}),
  })
  .superRefine(({ required_when, rank }, ctx) => {
    for (const severity of required_when.severity.filter((required) => rank[required] === undefined)) {
      const message = `names no rank for ${severity}, though required_when does; add \`${severity}: [director]\``;
      ctx.addIssue({ code: "custom", path: ["rank"], message });
    }
  })
  .prefault({});

/** Slack's rule for channel names: at most 80 of lower-case letters, digits, - and _. A leading # is taken off. */
const SlackChannel = z
  .string()
  .overwrite((text) => text.replace(/^#/, ""))
  .regex(/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$|^[CG][A-Z0-9]{6,}$/u, {
    error: (issue) => `${shown(issue.input)} is not a Slack channel: lower-case letters, digits, - and _, at most 80`,
  })
  // For the JSON Schema, which does not take the # off.
  .meta({ pattern: "^#?([\\p{Ll}\\p{Lo}\\p{N}_-]{1,80}|[CG][A-Z0-9]{6,})$" });

/** Once a week how things go, for all to read; without a channel there is none. */
const WeeklyDigest = z.strictObject({ channel: SlackChannel.nullable().default(null) }).prefault({});

/** What every escalation channel's name starts with; room is left for the customer's name. */
const ChannelPrefix = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,29}$/, {
  error: (issue) =>
    `${shown(issue.input)} cannot start a channel's name: lower-case letters, digits, - and _, at most 30`,
});

/** Checked within: where internal agreement is required, somebody may give it. */
const ClosingPolicy = z
  .strictObject({
    require: z.array(z.enum(CLOSING_NEEDS)).default([...CLOSING_NEEDS]),
    internal_by: z.array(z.enum(PARTIES)).default(["dri", "csm_manager", "product_dri"]),
    two_people: z.array(z.enum(SEVERITIES)).default(["critical", "high"]),
    override_by: z.array(z.enum(PARTIES)).default(["csm_manager"]),
    archive_channel_after: Span.prefault("PT0S"),
  })
  .superRefine(({ require, internal_by }, ctx) => {
    if (require.includes("internal_agreement") && internal_by.length === 0) {
      const message = "is empty, so nobody could give the internal agreement that closing.require asks for";
      ctx.addIssue({ code: "custom", path: ["internal_by"], message });
    }
  })
  .prefault({});

/** The policy's keys. What is checked across fields stands above the field that it concerns. */
const Keys = z.strictObject({
  version: z.literal(1).default(1),
  confidential: z.boolean().default(true),
  least_access_level: z.enum(ACCESS_LEVEL_NAMES).default("planner"),
  working_time: WorkingTime,
  severities: Severities,
  dri: DriPolicy,
  product: ProductPolicy,
  opening_steps: OpeningSteps,
  steps_manager_after: Span.prefault("PT4H"),
  standup: z.strictObject({ remind_before: Span.prefault("PT10M") }).prefault({}),
  channel: z.strictObject({ prefix: ChannelPrefix.default("esc_") }).prefault({}),
  announcements: z
    .strictObject({
      channel: SlackChannel.default("escalated_customers"),
      moments: z.array(z.enum(KEY_MOMENTS)).default([...KEY_MOMENTS]),
    })
    .prefault({}),
  weekly_digest: WeeklyDigest,
  closing: ClosingPolicy,
  /** `wiki`: the service keeps a page of the project; `link`: people bring their own document. */
  tracker: z.strictObject({ kind: z.enum(["wiki", "link"]).default("wiki") }).prefault({}),
  /** Where the processes live that are not this one (P-SCOPE-2). */
  links: z
    .strictObject({
      star: WebAddress.default("https://example.com/support/star"),
      incident: WebAddress.default("https://example.com/incidents/declare"),
      emergency: WebAddress.default("https://example.com/support/emergency"),
    })
    .prefault({}),
  reconcile: z.strictObject({ every: Interval.prefault("PT5M") }).prefault({}),
  /** How long the store keeps what nobody needs for the work any more, in days. */
  retention: z
    .strictObject({
      deliveries_days: z.int().min(1).max(3_650).default(7),
      /** Timelines of closed escalations: what happened longer ago is removed. */
      timelines_days: z.int().min(30).max(36_500).default(1_095),
    })
    .prefault({}),
});

/**
 * The policy file: everything of the process that is a choice. Every key may be left out and then has the value of the
 * shipped policy/escalation-policy.yml; unknown keys are refused. Lists replace the shipped list as a whole. Checked across keys:
 * the weekly digest does not go to the channel for announcements.
 *
 * `Policy.parse({})` is the shipped policy.
 */
export const Policy = Keys.superRefine(({ announcements, weekly_digest }, ctx) => {
  if (weekly_digest.channel !== announcements.channel) return;
  const message = "is the channel for announcements, which gets key moments and nothing else: name another one";
  ctx.addIssue({ code: "custom", path: ["weekly_digest", "channel"], message });
});
export type Policy = z.infer<typeof Policy>;
