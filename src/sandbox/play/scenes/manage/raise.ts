import { type Chapter, channelMessages, reactionsTo, serviceComments } from "../../chapter.ts";
import { absent, announced, labelsOf, slackId } from "../../look.ts";
import { outcome, says } from "../../scene.ts";

/** A command by somebody who may not give it (P-ROLE-4). */
const guestIsRefused: Chapter = {
  title: "Gus hears that it is worse",
  told: [
    "Acme's project lead tells Gus in passing that the go-live of the second plant will not happen like this.",
    "He opened the issue, but has the guest role in the project:",
  ],
  does(gitlab, iid) {
    gitlab.as("gus").comment(iid, "/esc severity critical their go-live is at risk");
  },
  judged: (after, before) => [
    outcome("a guest's command is refused with ❌", reactionsTo("gus", after), ["x"]),
    says("and told why, once", serviceComments(after, before).join(), ["Commands need at least"]),
    outcome("nothing else happened", [after.issue.labels, after.workspace], [before.issue.labels, before.workspace]),
  ],
};

const EXECUTIVES = ["victor", "paula", "carl", "erin", "vera", "lena"];

/** A raise by label, as a move on an issue board makes it: one label on, one off (P-SEV-4). */
export const cathyRaises: Chapter = {
  title: "Cathy raises it to critical",
  told: [
    "Gus calls Cathy, Acme's CSM. She asks the customer, and on the issue board",
    "she drags the issue from medium to critical. That is all she does.",
  ],
  does(gitlab, iid) {
    gitlab.as("cathy").editIssue(iid, { addLabels: ["severity::critical"], removeLabels: ["severity::medium"] });
  },
  counted: true,
  judged(after, before) {
    const [channel] = after.made;
    const { declarations, shownReplies } = announced(after);
    const [told = "", ...more] = serviceComments(after, before);
    return [
      outcome("a raise to critical: exactly one severity", labelsOf("severity", after.issue), ["severity::critical"]),
      outcome("the DRI is the CSM now, no longer Support (P-DRI-8)", after.issue.assignees, ["cathy"]),
      says("one comment says so to both, with the rule", told, ["@cathy", "@sam", "severity is critical or high"]),
      outcome("and only one", more, []),
      outcome(
        "the executives and the Product DRI, @lou, are in the channel",
        absent(after, channel, [...EXECUTIVES, "lou"]),
        [],
      ),
      says("its topic is true", channel?.topic ?? "", ["critical", "Cathy Summers"]),
      says("it hears of both", channelMessages(after, before).join("\n"), [
        "from medium to critical",
        "The DRI has changed",
      ]),
      outcome("one reply in the declaration's thread, shown in the channel (P-ANN-2)", shownReplies.length, 1),
      says("which says what changed", shownReplies[0]?.text ?? "", [
        "from medium to critical",
        `<@${slackId(after, "lou")}>`,
      ]),
      outcome("the declaration is still one", declarations.length, 1),
      says("and was edited to stay true (P-PROD-3)", declarations[0]?.text ?? "", [
        "critical",
        `<@${slackId(after, "cathy")}>`,
        `<@${slackId(after, "lou")}>`,
      ]),
    ];
  },
};

/** The new DRI takes it on (P-DRI-11). */
const cathyAccepts: Chapter = {
  title: "Cathy takes it on",
  told: ["The comment asked her to, so she writes:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, "/esc accept");
  },
  judged: (after, before) => [
    outcome(
      "/esc accept is answered with ✅ alone",
      [reactionsTo("cathy", after), serviceComments(after, before)],
      [["white_check_mark"], []],
    ),
    outcome("the escalation is in progress (P-STAT-1)", labelsOf("status", after.issue), ["status::in-progress"]),
    says("and the declaration says so", announced(after).declarations[0]?.text ?? "", ["Status: in-progress"]),
  ],
};

export const raise: readonly Chapter[] = [guestIsRefused, cathyRaises, cathyAccepts];
