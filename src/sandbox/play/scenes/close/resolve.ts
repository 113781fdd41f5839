import { type Chapter, channelMessages, keyMoments, reactionsTo, serviceComments } from "../../chapter.ts";
import { announced, labelsOf, wayToClosing } from "../../look.ts";
import { outcome, says } from "../../scene.ts";
import { asRead } from "../../words.ts";

const DONE = "New runners with a cache of their own, and half of the pipelines moved over.";

/** The last missing thing, and with it the end (P-CLOSE-3, 6). */
export const cathyResolves: Chapter = {
  title: "The last missing thing",
  told: ["How it ended, whether the criteria were met, what was done: Cathy answers all three."],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, `/esc resolve Outcome: positive. Exit criteria: met. ${DONE}`);
  },
  judged(after, before) {
    const { declarations } = announced(after);
    const [note = "", ...comments] = serviceComments(after, before);
    const said = channelMessages(after, before);
    const [resolved = "", ...more] = keyMoments(after, before);
    const tracker = asRead(after.pages[0]?.content);
    return [
      outcome("with the last missing thing the service closes it (P-CLOSE-5)", after.issue.state, "closed"),
      outcome(
        "as resolved, with both sides",
        [reactionsTo("cathy", after), labelsOf("status", after.issue), labelsOf("agreement", after.issue)],
        [["white_check_mark"], ["status::resolved"], ["agreement::both"]],
      ),
      says("a closing note keeps who agreed, and on whose word", note, ["It has run for a whole week", "Mona"]),
      outcome(
        "the channel hears it, and the reminder of the customer's sentiment, in this order (P-CLOSE-6)",
        said.map((text) => text.split("\n")[0]),
        ["Resolved and closed", "Please update the customer's sentiment"],
      ),
      says("on the issue the DRI is reminded too", comments.join(), ["@cathy", "sentiment"]),
      says("#escalated_customers hears how it ended", resolved, ["Resolved and closed", "positive", DONE]),
      outcome("once", more, []),
      says("and the declaration says so", declarations[0]?.text ?? "", ["Status: resolved"]),
      says("the tracker document has the resolution", tracker.replace(/\s+/g, " ").split(" Resolution ")[1] ?? "", [
        DONE,
      ]),
      outcome("the channel is archived", after.made.at(-1)?.isArchived, true),
      outcome(
        "and nothing is left on the way to closing",
        wayToClosing(after.issue).filter((line) => !line.startsWith("- [x]")),
        [],
      ),
    ];
  },
};
