import { ANNOUNCEMENTS } from "../../../company.ts";
import { example } from "../../../examples.ts";
import { fillTemplate } from "../../../fill-template.ts";
import { playChapter } from "../../chapter.ts";
import { absent, announced, isStatusNote, type Look, look, lookOf } from "../../look.ts";
import { everyWebhookAnswered, type Outcome, outcome, type Scene, says } from "../../scene.ts";
import { asRead } from "../../words.ts";
import { calmDown } from "./calm-down.ts";
import { handOver } from "./hand-over.ts";
import { raise } from "./raise.ts";
import { talk } from "./talk.ts";

/** An open escalation lives: its severity is raised, it is handed over twice, people talk to the service in comments, and it calms down. */
export const manage: Scene = {
  name: "manage",
  about: "A medium escalation of Acme Corp becomes critical, goes from hand to hand, is run by comments and calms down",

  async play(sandbox, narrator) {
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

    const outcomes = judgedOpening(opened);
    for (const chapter of [...raise, ...talk, ...handOver, ...calmDown]) {
      outcomes.push(...(await playChapter(chapter, { sandbox, narrator, iid })));
    }

    const end = look(sandbox, iid);
    narrator.chapter(`As it stands now: ${sandbox.projectPath}#${iid}`);
    narrator.issue({ ...end.issue, notes: end.issue.notes.filter(isStatusNote) });
    narrator.chapter(`And in #${ANNOUNCEMENTS}, for everybody else`);
    narrator.channel(end.announcements, end.workspace);
    return [...outcomes, ...judgedEnd(end), everyWebhookAnswered(sandbox)];
  },
};

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

function judgedEnd(end: Look): Outcome[] {
  const { declarations, shownReplies, other } = announced(end);
  const statusNotes = end.issue.notes.filter(isStatusNote);
  return [
    outcome("at the end there is exactly one status note", statusNotes.length, 1),
    says("which is true", asRead(statusNotes[0]?.body), ["critical", "@mona", "@lou", "@petra"]),
    outcome(
      "exactly one channel",
      end.made.map(({ name }) => name),
      ["esc_acme-corp"],
    ),
    outcome(
      `and in #${ANNOUNCEMENTS} one declaration, three replies and nothing else`,
      [declarations.length, shownReplies.length, other.length],
      [1, 3, 0],
    ),
  ];
}
