import { ANNOUNCEMENTS } from "../../company.ts";
import { fillTemplate } from "../../fill-template.ts";
import type { IssueView } from "../../gitlab/snapshot.ts";
import { type ChannelSnapshot, type Message, renderPlain, saidIn } from "../../slack/index.ts";
import type { Sandbox } from "../../start.ts";
import { apiCalls, forgetApiCalls } from "../api-calls.ts";
import type { Narrator } from "../narrator.ts";
import { type Outcome, outcome, type Scene, says } from "../scene.ts";

const TITLE = "Acme Corp: nightly exports fail";

/** A medium escalation turns critical, changes hands twice, and calms down: what running one brings. */
export const manage: Scene = {
  name: "manage",
  about: "a medium escalation turns critical, is handed over, and calms down",

  async play(sandbox, narrator) {
    const { gitlab } = sandbox;
    narrator.chapter("Olga has a medium escalation through support");
    const description = fillTemplate(sandbox.template, {
      ticks: ["Medium", "Support ticket", "Product-related"],
      sections: { Customer: "Acme Corp", "What is happening": "Every third nightly export stops half-way." },
    });
    const { iid } = gitlab.as("cathy").openIssue({ title: TITLE, description });
    await sandbox.settled();
    await tell(
      sandbox,
      narrator,
      iid,
      "olga",
      "/esc accept",
      "Support is the DRI of a medium one, and Olga takes it on:",
    );

    narrator.chapter("Cathy learns that the go-live hangs on it");
    narrator.say("She is the CSM. On the board she drags the issue from medium to critical: one label, nothing else.");
    forgetApiCalls(sandbox);
    gitlab.as("cathy").addLabels(iid, "severity::critical");
    await sandbox.settled();
    const raised = gitlab.issue(iid);
    narrator.say(`The DRI is now @${raised.assignees.join(", @")}, and both hear it, with the rule:`);
    narrator.say(lastNote(raised));
    narrator.say(`In #${ANNOUNCEMENTS}, in the thread of its declaration and shown in the channel:`);
    narrator.say(
      inThread(sandbox)
        .map((message) => read(sandbox, message))
        .at(-1) ?? "nothing",
    );
    narrator.calls(apiCalls(sandbox));

    narrator.chapter("She runs it in comments");
    await tell(sandbox, narrator, iid, "cathy", "/esc acept", "A slip of the pen is met with the command she meant:");
    await tell(sandbox, narrator, iid, "cathy", "/esc accept", "Now she has it in hand:");
    await tell(sandbox, narrator, iid, "cathy", "/esc involve @dora", "and brings in the Product Director:");
    await tell(sandbox, narrator, iid, "adam", "/esc alert all is lost", "Adam is no DRI and no CSM manager:");
    await tell(sandbox, narrator, iid, "cathy", "/esc alert The workaround failed as well.", "Cathy is:");

    narrator.chapter("She is away from tomorrow, and hands over to Sam");
    await tell(sandbox, narrator, iid, "cathy", "/esc dri @sam knows the exports best", "with one line:");
    narrator.say(lastNote(gitlab.issue(iid)));
    await tell(sandbox, narrator, iid, "sam", "/esc accept", "Sam takes it on:");

    narrator.chapter("The fix is live");
    await tell(
      sandbox,
      narrator,
      iid,
      "sam",
      "/esc monitoring The fix is live, we watch three nights.",
      "Sam says so:",
    );
    narrator.say(`In #${ANNOUNCEMENTS} there is now, and nothing else:`);
    for (const message of saidIn(announcements(sandbox))) narrator.say(`${read(sandbox, message)}\n`);
    return judged(sandbox, iid, raised);
  },
};

async function tell(
  sandbox: Sandbox,
  narrator: Narrator,
  iid: number,
  who: string,
  command: string,
  why: string,
): Promise<void> {
  narrator.say("");
  narrator.say(why);
  narrator.say(`    @${who}: ${command}`);
  const { noteId } = sandbox.gitlab.as(who).comment(iid, command);
  await sandbox.settled();
  const { notes } = sandbox.gitlab.issue(iid);
  const reactions = notes.find(({ id }) => id === noteId)?.reactions ?? [];
  const answer = notes.find(({ body }) => body.includes(`key=reply/${noteId} `));
  const reaction = reactions.some(({ name }) => name === "white_check_mark") ? "✅ done" : "❌ not done";
  narrator.say(`    ${reaction}${answer ? `: ${plainly(answer.body)}` : ""}`);
}

function lastNote({ notes }: IssueView): string {
  const note = notes.findLast(({ body }) => body.includes("escalations:handover"));
  return `    ${plainly(note?.body ?? "nothing")}`;
}

function plainly(body: string): string {
  return body
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/\\([^\w\s])/g, "$1")
    .trim();
}

function announcements({ slack }: Sandbox): ChannelSnapshot {
  const channel = slack.state().channels.find(({ name }) => name === ANNOUNCEMENTS);
  if (!channel) throw new Error(`There is no channel #${ANNOUNCEMENTS} in the sandbox.`);
  return channel;
}

function read({ slack }: Sandbox, message: Message): string {
  const { users, channels } = slack.state();
  return renderPlain(message, users, channels);
}

function declaration(sandbox: Sandbox): { text: string; ts: string } {
  const found = saidIn(announcements(sandbox)).find(({ text }) => text.startsWith("New escalation"));
  return found ?? { text: "nothing", ts: "" };
}

function inThread(sandbox: Sandbox) {
  const { ts } = declaration(sandbox);
  return saidIn(announcements(sandbox)).filter(({ thread_ts }) => thread_ts === ts);
}

function judged(sandbox: Sandbox, iid: number, raised: IssueView): Outcome[] {
  const { slack, gitlab } = sandbox;
  const issue = gitlab.issue(iid);
  const { channels, users } = slack.state();
  const channel = channels.find(({ name }) => name === "esc_acme-corp");
  const isIn = (username: string) => channel?.members.includes(users.find(({ name }) => name === username)?.id ?? "");
  const notes = (kind: string) => issue.notes.filter(({ body }) => body.includes(`escalations:${kind}`)).length;
  return [
    outcome("raising it hands over from Support to the CSM", raised.assignees, ["cathy"]),
    outcome("and brings in the executives", ["victor", "erin"].map(isIn), [true, true]),
    outcome("and a Product DRI of the critical rank", isIn("lou"), true),
    outcome("handed over by command: Sam is the DRI", issue.assignees, ["sam"]),
    outcome("each handover was told once", notes("handover"), 2),
    outcome("@dora was brought in", isIn("dora"), true),
    outcome("it is in monitoring, and stays critical", labelsOf(issue), ["severity::critical", "status::monitoring"]),
    outcome(
      `#${ANNOUNCEMENTS} heard of three key moments, each once`,
      inThread(sandbox).map(({ text }) => text.split("\n")[0]),
      ["Severity changed from medium to critical", "Significant change", "Risk reduced: moved to monitoring"],
    ),
    says("its declaration is true", declaration(sandbox).text, ["Severity: critical", "Status: monitoring"]),
    says("so is the channel's topic", channel?.topic ?? "", ["critical", "Sam Reyes"]),
    outcome("there is one status note", notes("status -->"), 1),
  ];
}

function labelsOf({ labels }: IssueView): string[] {
  return labels.filter((label) => /^(?:severity|status)::/.test(label)).toSorted();
}
