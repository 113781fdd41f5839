import { readFileSync } from "node:fs";
import { parseCommand } from "../../src/decide/commands/parse.ts";
import { inline, webAddress } from "../../src/decide/note-text.ts";
import { commandLines } from "../../src/escalation/command-lines.ts";
import { hasEvidence } from "../../src/escalation/evidence.ts";
import { readFields } from "../../src/escalation/fields.ts";
import { readIssueReference } from "../../src/escalation/issue-reference.ts";
import { readResolution } from "../../src/escalation/resolution-text.ts";
import { parseStandup } from "../../src/escalation/standup.ts";
import { withEntry } from "../../src/escalation/tracker-page/log.ts";
import { newPage, withSections } from "../../src/escalation/tracker-page/sections.ts";
import { readUpdate, updateUnderHeading } from "../../src/escalation/update-text.ts";
import { discussionOf } from "../../src/gitlab/discussion.ts";
import { slackPieces } from "../../src/slack/markdown.ts";
import { recognise } from "../../src/webhook/recognise.ts";
import { readWebhook } from "../../src/webhook/webhook.ts";

const TEMPLATE = readFileSync("tracker_templates/Escalation tracker.md", "utf8");
const OURS = { projects: new Set(["7"]), ownUserIds: new Set([900]) };
const HERE = { gitlabUrl: "https://gitlab.example.test", project: "7" };

/** Everything that reads what anybody may have typed. None of it may throw, and none may take long. */
export const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  "the template's answers": readFields,
  commands: (text) => commandLines(text).map(parseCommand),
  evidence: hasEvidence,
  "a resolution": readResolution,
  "an update": readUpdate,
  "an update under its heading": updateUnderHeading,
  standups: parseStandup,
  "a reference to an issue": (text) => readIssueReference(text, HERE),
  "text for a comment": inline,
  "an address for a comment": webAddress,
  "Markdown for Slack": (text) => slackPieces(text, "https://gitlab.example.test/acme/escalations"),
  "a tracker page that people wrote in": (text) => withSections(text, { summary: text, resolution: text }, TEMPLATE),
  "a new tracker page": (text) => newPage(TEMPLATE, { summary: text }),
  "the log of a tracker page": (text) =>
    withEntry(newPage(TEMPLATE, {}), { id: "1", at: 0, heading: text.slice(0, 200), text }, TEMPLATE),
  "GitLab's own notes": (body) =>
    discussionOf([
      { id: 1, body, author: { id: 1, username: "cathy", name: "" }, createdAt: 0, internal: false, system: true },
    ]),
  "a webhook": (description) =>
    webhookWith({ object_attributes: { iid: 1, description, labels: [{ title: description }] }, project: { id: 7 } }),
};

export function webhookWith(rest: object): unknown {
  const webhook = readWebhook({ object_kind: "issue", ...rest });
  return webhook && recognise(webhook, OURS);
}

/** What a call costs, in milliseconds of the processor: a busy machine does not count. */
export function costOf(call: () => unknown): number {
  const before = process.threadCpuUsage();
  call();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
