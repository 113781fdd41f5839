import type { Origin, Severity } from "../../src/policy/terms.ts";
import type { Embedded } from "../../src/sandbox/embedded.ts";
import { filledIn } from "../../test/support/world.ts";

/** What people do with an escalation, and who. */
export type Step =
  | { does: "open"; severity: Severity; origin: Origin }
  | { does: "accept"; by: string }
  | { does: "update"; by: string; number: number }
  | { does: "set severity"; to: Severity; how: "label" | "command" }
  | { does: "pause" | "resume" | "monitor" | "alert" }
  | { does: "hand over"; to: string }
  | { does: "agree"; side: "customer" | "internal" }
  | { does: "resolve" | "close by hand" | "redirect" | "reopen" }
  | { does: "nothing" };

/** Who is who in the invented company: the manager may do everything, the colleague what everybody may. */
export const MANAGER = "mona";
export const COLLEAGUE = "sam";
/** Of whom one may be given an escalation by hand. */
export const OTHERS = ["leo", "sam"] as const;
/** Of the customer, in the issue: the rest is the directory's. */
const PS_PROJECT_MANAGER = "petra";

const TICKS: Record<Origin, string> = {
  account: "Account",
  support: "Support ticket",
  "professional-services": "Professional services project",
};

/** Opens the issue and answers its iid. */
export async function open(
  { gitlab }: Embedded,
  customer: string,
  { severity, origin }: Extract<Step, { does: "open" }>,
): Promise<number> {
  const description = await filledIn({
    customer,
    severity: [`${severity.slice(0, 1).toUpperCase()}${severity.slice(1)}`],
    origin: [TICKS[origin]],
    happening: "All pipelines stand still since this morning.",
    asks: "- An engineer who knows runners, in CET",
    people: { "PS project manager": PS_PROJECT_MANAGER },
  });
  return gitlab.as("cathy").openIssue({ title: `${customer}: pipelines stand still`, description }).iid;
}

/** Does it as the person's click or comment would. */
export function take({ gitlab }: Embedded, iid: number, step: Exclude<Step, { does: "open" }>): void {
  const manager = gitlab.as(MANAGER);
  const colleague = gitlab.as(COLLEAGUE);
  const comment = {
    accept: "/esc accept",
    pause: "/esc pause until 2099-12-31 they are closed until then",
    resume: "/esc resume it goes on",
    monitor: "/esc monitoring the workaround holds",
    alert: "/esc alert they think about leaving",
    resolve: "/esc resolve Outcome: positive. Exit criteria: met. More memory for the runners.",
    redirect: "/esc redirect star https://tickets.example.test/1",
  };
  switch (step.does) {
    case "accept":
      gitlab.as(step.by).comment(iid, comment.accept);
      break;
    case "update":
      gitlab.as(step.by).comment(iid, updateText(step.number));
      break;
    case "set severity":
      if (step.how === "label") manager.addLabels(iid, `severity::${step.to}`);
      else manager.comment(iid, `/esc severity ${step.to}`);
      break;
    case "hand over":
      manager.comment(iid, `/esc dri @${step.to}`);
      break;
    case "agree":
      if (step.side === "customer") colleague.comment(iid, '/esc agree customer "it runs since Monday"');
      else manager.comment(iid, "/esc agree internal");
      break;
    case "close by hand":
      colleague.close(iid);
      break;
    case "redirect":
      colleague.comment(iid, comment.redirect);
      break;
    case "reopen":
      manager.reopen(iid);
      break;
    case "nothing":
      break;
    default:
      manager.comment(iid, comment[step.does]);
  }
}

/** With all that an update should say, so that nothing is asked for in return. */
function updateText(number: number): string {
  return `/esc update Current state: better, ${number}.\nNext steps: @sam tests build ${number} by 2099-12-31\nExit criteria changed: no`;
}
