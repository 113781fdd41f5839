import { z } from "zod";
import { SERVICE_STEPS, SEVERITIES, TEMPLATE_FIELDS } from "./terms.ts";
import { evenWithFaultyItems, oneOrMore, Span, shown } from "./values.ts";

/**
 * One thing owed after the opening (process section 5). Checked within a step:
 * - a step by `issue-field` names its `field`, a heading of the issue template, and no other step does;
 * - a step by `service` is one that the service knows how to do.
 */
export const OpeningStep = z
  .strictObject({
    /** The word people type in `/esc done <step>`; "ask" is taken by `/esc done ask <n>`. */
    id: z.string().regex(/^(?!ask$)[a-z][a-z0-9-]*$/, {
      error: (issue) => `${shown(issue.input)} is not a step's id: lower-case letters, digits and -, and not "ask"`,
    }),
    severity: oneOrMore(z.enum(SEVERITIES)).default([...SEVERITIES]),
    within: Span.prefault("PT0S"),
    by: z.enum(["service", "person", "issue-field"]),
    field: z.enum(TEMPLATE_FIELDS).optional(),
  })
  .superRefine(({ id, by, field }, ctx) => {
    if (by === "issue-field" && field === undefined) {
      ctx.addIssue("a step by: issue-field needs the field to look at, such as `field: Exit criteria`");
    }
    if (by !== "issue-field" && field !== undefined) {
      ctx.addIssue({ code: "custom", path: ["field"], message: "only a step by: issue-field has a field" });
    }
    if (by === "service" && !SERVICE_STEPS.some((known) => known === id)) {
      ctx.addIssue({
        code: "custom",
        path: ["by"],
        message: `the service does only ${SERVICE_STEPS.join(", ")}; make "${id}" a step by: person`,
      });
    }
  });
export type OpeningStep = z.infer<typeof OpeningStep>;

/** Checked across steps: each id stands once. */
export const OpeningSteps = z
  .array(OpeningStep)
  .superRefine((steps, ctx) => {
    for (const [index, { id }] of steps.entries()) {
      if (typeof id === "string" && steps.findIndex((step) => step.id === id) < index) {
        ctx.addIssue({ code: "custom", path: [index, "id"], message: `"${id}" is the id of an earlier step already` });
      }
    }
  }, evenWithFaultyItems)
  .prefault([
    { id: "channel", within: "PT0S", by: "service" },
    { id: "dri", within: "PT0S", by: "service" },
    { id: "declare", within: "PT0S", by: "service" },
    { id: "asks", within: "PT0S", by: "issue-field", field: "Immediate asks" },
    { id: "tracker", severity: ["critical", "high"], within: "PT0S", by: "service" },
    { id: "sentiment", severity: ["critical", "high"], within: "PT4H", by: "person" },
    { id: "standup", within: "P1D", by: "person" },
    { id: "exit-criteria", within: "P1D", by: "issue-field", field: "Exit criteria" },
  ]);
