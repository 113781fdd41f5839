import { type Chapter, channelMessages, keyMoments, serviceComments } from "../../chapter.ts";
import { type Look, labelsOf, wayToClosing } from "../../look.ts";
import { type Outcome, outcome, says } from "../../scene.ts";

const AGREEMENTS = ["/esc agree customer", "/esc agree internal"];

/** Closed by hand while everything is missing (P-CLOSE-5). */
export const cathyCloses: Chapter = {
  title: "Cathy closes it",
  told: ["The exit criteria are met. Cathy, the DRI, ticks them in the description and closes the issue:"],
  does(gitlab, iid) {
    const { description } = gitlab.issue(iid);
    gitlab.as("cathy").editDescription(iid, description.replace(/^- \[ \] (?=Pipelines start|Acme's)/gm, "- [x] "));
    gitlab.as("cathy").close(iid);
  },
  judged: (after, before) => [
    ...reopened(after, before, "cathy"),
    says("with the exact command for each", serviceComments(after, before).join(), [...AGREEMENTS, "/esc resolve"]),
    outcome(
      "it says that a close is asked for, and nobody has agreed (P-STAT-1)",
      [...labelsOf("status", after.issue), ...labelsOf("agreement", after.issue)],
      ["status::awaiting-agreement", "agreement::none"],
    ),
    outcome(
      "the status note has it too, and what is open on the way to closing",
      wayToClosing(after.issue).map((line) => line.slice(0, 20)),
      ["- [ ] The customer's", "- [ ] Our own agreem", "- [ ] A resolution: ", "- [x] Asked to close"],
    ),
  ],
};

/** GitLab closes an issue by itself when a merge request that says so is merged. */
export const fixCloses: Chapter = {
  title: "A fix closes it",
  told: ['Sam merges the fix. "Closes #1" stands in his merge request, and GitLab closes the issue:'],
  does(gitlab, iid) {
    gitlab.mergeRequestCloses(gitlab.issue(iid).projectId, iid, "sam");
  },
  judged: (after, before) => [
    ...reopened(after, before, "sam"),
    outcome("nothing else is different", after.issue.labels.toSorted(), before.issue.labels.toSorted()),
  ],
};

function reopened(after: Look, before: Look, closedBy: string): Outcome[] {
  const [comment = "", ...more] = serviceComments(after, before);
  return [
    outcome(
      `closed by @${closedBy}, it is open again at once (P-CLOSE-5)`,
      after.issue.stateChanges.slice(before.issue.stateChanges.length).map(({ by, to }) => [to, by]),
      [
        ["closed", closedBy],
        ["reopened", "escalation-bot"],
      ],
    ),
    says("one comment says to whom and what is missing", comment, [`@${closedBy}`, "Missing:", ...AGREEMENTS]),
    outcome("and only one", more.length, 0),
    outcome(
      "the channel hears it",
      channelMessages(after, before).map((text) => text.split("\n")[0]),
      ["Not closed yet"],
    ),
    outcome("#escalated_customers does not", keyMoments(after, before), []),
  ];
}
