import { ANNOUNCEMENTS } from "../../company.ts";
import { example } from "../../examples.ts";
import { fillTemplate } from "../../fill-template.ts";
import { saidIn } from "../../slack/index.ts";
import type { Sandbox } from "../../start.ts";
import { apiCalls, forgetApiCalls, total } from "../api-calls.ts";
import { absent, isStatusNote, type Look, look, slackId } from "../look.ts";
import { everyWebhookAnswered, type Outcome, outcome, type Scene, says } from "../scene.ts";
import { asRead } from "../words.ts";

/** A high, product-related escalation that came through support: everything that an opening brings. */
export const opening: Scene = {
  name: "opening",
  about: "Cathy opens a high, product-related support escalation of Acme Corp",

  async play(sandbox, narrator) {
    const { title, answers } = example("product");
    await sandbox.settled();
    forgetApiCalls(sandbox);

    narrator.chapter("Cathy opens an escalation");
    narrator.say("Cathy Summers, CSM of Acme Corp, opens an issue from the template: severity high, through support,");
    narrator.say("product-related. She sets no label, names nobody and tells nobody.");
    const started = performance.now();
    const { iid } = sandbox.gitlab
      .as("cathy")
      .openIssue({ title, description: fillTemplate(sandbox.template, answers) });
    await sandbox.settled();
    const took = Math.round(performance.now() - started);
    const calls = apiCalls(sandbox);
    const end = look(sandbox, iid);

    narrator.chapter(`On GitLab: ${sandbox.projectPath}#${iid}`);
    narrator.issue(end.issue);
    for (const channel of [...end.made, end.announcements]) {
      narrator.chapter(`In Slack: #${channel.name}`);
      narrator.channel(channel, end.workspace);
    }
    narrator.chapter("What it took");
    narrator.say(`${took} ms from the issue to the last of it, and these API calls:`);
    narrator.calls(calls);

    narrator.chapter("GitLab sends the same webhook three times more");
    const outcomes = [...judged(sandbox, end), ...(await redelivered(sandbox, iid))];
    narrator.say("as it does when it never heard that the first one arrived.");
    return outcomes;
  },
};

function judged(sandbox: Sandbox, end: Look): Outcome[] {
  const { issue, announcements, made } = end;
  const [channel] = made;
  const statusNotes = issue.notes.filter(isStatusNote);
  const declarations = saidIn(announcements);
  const pinned = channel?.messages.filter(({ ts }) => channel.pins.includes(ts)) ?? [];
  const wanted = ["cathy", "gina", "mona", "lena", "victor", "paula", "carl", "erin", "vera"];
  return [
    outcome("the labels say severity, origin, nature and status", issue.labels.toSorted(), [
      "escalation",
      "origin::support",
      "product-related",
      "severity::high",
      "status::opened",
    ]),
    outcome("the CSM is the DRI: one assignee, @cathy", issue.assignees, ["cathy"]),
    outcome("the issue is open and confidential", [issue.state, issue.confidential], ["opened", true]),
    outcome(
      "there is exactly one status note, by the service",
      statusNotes.map(({ author }) => author),
      ["escalation-bot"],
    ),
    says("the status note names the Product DRI, @gina, and the channel", asRead(statusNotes[0]?.body), [
      "@gina",
      "#esc_acme-corp",
    ]),
    outcome(
      "there is exactly one channel, #esc_acme-corp, public",
      made.map(({ name, isPrivate }) => [name, isPrivate]),
      [["esc_acme-corp", false]],
    ),
    says("its topic says severity, DRI and issue", channel?.topic ?? "", ["high", "Cathy Summers", issue.webUrl]),
    outcome("everybody who has to know is in it", absent(end, channel, wanted), []),
    outcome("the opening message is pinned", pinned.length, 1),
    says("it quotes the immediate asks", pinned[0]?.text ?? "", ["runner scheduling, 09:00-17:00 CET"]),
    outcome(
      "the issue is bookmarked",
      channel?.bookmarks.some(({ link }) => link === issue.webUrl),
      true,
    ),
    outcome(`there is exactly one declaration in #${ANNOUNCEMENTS}`, declarations.length, 1),
    says("it names channel, severity, DRI and Product DRI", declarations[0]?.text ?? "", [
      `<#${channel?.id}>`,
      "high",
      `<@${slackId(end, "cathy")}>`,
      `<@${slackId(end, "gina")}>`,
    ]),
    everyWebhookAnswered(sandbox),
  ];
}

async function redelivered(sandbox: Sandbox, iid: number): Promise<Outcome[]> {
  const before = JSON.stringify(look(sandbox, iid));
  const [first] = sandbox.gitlab.state().deliveries;
  if (!first) return [{ rule: "a webhook was sent", instead: "none" }];
  forgetApiCalls(sandbox);
  await sandbox.gitlab.deliveries.redeliver(first.id, 3);
  await sandbox.settled();
  const { gitlab, slack } = apiCalls(sandbox);
  return [
    outcome("the same webhook three times more changed nothing", JSON.stringify(look(sandbox, iid)) === before, true),
    outcome("and made no API call", total(gitlab) + total(slack), 0),
  ];
}
