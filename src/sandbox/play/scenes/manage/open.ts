import { example } from "../../../examples.ts";
import { fillTemplate } from "../../../fill-template.ts";
import type { Sandbox } from "../../../start.ts";
import { absent, isStatusNote, type Look, look, lookOf } from "../../look.ts";
import type { Narrator } from "../../narrator.ts";
import { type Outcome, outcome, says } from "../../scene.ts";
import { asRead } from "../../words.ts";

/** A medium one that came through support, opened by somebody who is not to run it (P-DRI-4). */
export async function gusOpens(sandbox: Sandbox, narrator: Narrator): Promise<{ iid: number; outcomes: Outcome[] }> {
  const { title, answers } = example("medium");
  await sandbox.settled();
  const before = sandbox.slack.state();

  narrator.chapter("Gus opens an escalation");
  narrator.say("Gus Tanaka, a colleague, opens an issue from the template: Acme's runners are slow in the morning.");
  narrator.say("Severity medium, through support; Sam Reyes has the ticket. So the DRI is Support.");
  const { iid } = sandbox.gitlab.as("gus").openIssue({ title, description: fillTemplate(sandbox.template, answers) });
  await sandbox.settled();
  const opened = look(sandbox, iid);
  const unopened = lookOf({ ...opened.issue, labels: [], assignees: [], notes: [] }, before);
  narrator.changes(unopened, opened);
  return { iid, outcomes: judgedOpening(opened) };
}

function judgedOpening(opened: Look): Outcome[] {
  return [
    outcome("at medium, through support, the DRI is Support (P-DRI-4)", opened.issue.assignees, ["sam"]),
    says("which is to inform the CSM", asRead(opened.issue.notes.find(isStatusNote)?.body), ["@cathy"]),
    outcome(
      "the channel has the CSM in it, and no executive",
      absent(opened, opened.made[0], ["cathy", "victor", "erin"]),
      ["victor", "erin"],
    ),
  ];
}
