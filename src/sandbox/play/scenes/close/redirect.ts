import { example } from "../../../examples.ts";
import { fillTemplate } from "../../../fill-template.ts";
import type { Sandbox } from "../../../start.ts";
import { type Chapter, channelMessages, keyMoments, playChapter, reactionsTo } from "../../chapter.ts";
import { announced, labelsOf } from "../../look.ts";
import type { Narrator } from "../../narrator.ts";
import { type Outcome, outcome, says } from "../../scene.ts";

const TICKET = "https://support.example.test/tickets/4802";

/** A misfiled one goes to the process it belongs to (P-SCOPE-2). */
const olgaRedirects: Chapter = {
  title: "Another one, which is none",
  told: [
    "Gus opens an escalation, because a support ticket of Acme's is slow. That has a process of its own.",
    "Olga, of support, reads it, asks for attention to the ticket, and writes:",
  ],
  does(gitlab, iid) {
    gitlab.as("olga").comment(iid, `/esc redirect star ${TICKET}`);
  },
  judged(after, before) {
    const channel = after.made.at(-1);
    const declaration = announced(after).declarations.at(-1)?.text ?? "";
    return [
      outcome(
        "a misfiled one is redirected, and closed without agreement (P-SCOPE-2)",
        [reactionsTo("olga", after), after.issue.state, labelsOf("status", after.issue)],
        [["white_check_mark"], "closed", ["status::redirected"]],
      ),
      says("its channel hears where it goes on", channelMessages(after, before).at(-1) ?? "", ["Redirected", TICKET]),
      outcome("and is archived", channel?.isArchived, true),
      outcome("#escalated_customers hears nothing new", keyMoments(after, before), []),
      says("but its declaration says so", declaration, ["Status: redirected", `<#${channel?.id}>`]),
    ];
  },
};

export async function playRedirected(sandbox: Sandbox, narrator: Narrator): Promise<Outcome[]> {
  const { answers } = example("medium");
  const { iid } = sandbox.gitlab.as("gus").openIssue({
    title: "Acme Corp: nobody answers ticket 4802",
    description: fillTemplate(sandbox.template, answers),
  });
  await sandbox.settled();
  return playChapter(olgaRedirects, { sandbox, narrator, iid });
}
