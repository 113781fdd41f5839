import { type Chapter, channelMessages, reactionsTo, serviceComments } from "../../chapter.ts";
import { announced, slackId } from "../../look.ts";
import { outcome, says } from "../../scene.ts";

/** A handover by command: the same as assigning (P-DRI-7). */
const cathyHandsOver: Chapter = {
  title: "Cathy goes on leave",
  told: ["Her manager, Mona, steps in. Assigning Mona would do; Cathy wants to say why, and writes:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, "/esc dri @mona I am on leave from tomorrow, back in two weeks");
  },
  judged(after, before) {
    const [comment = "", ...more] = serviceComments(after, before);
    const { declarations, shownReplies } = announced(after);
    return [
      outcome("a handover: exactly one DRI, @mona", after.issue.assignees, ["mona"]),
      says("one comment tells both, with the reason", comment, ["@mona", "@cathy", "on leave from tomorrow"]),
      outcome("and only one", more, []),
      says("the channel hears it", channelMessages(after, before).join("\n"), [
        `<@${slackId(after, "mona")}>`,
        `<@${slackId(after, "cathy")}>`,
        "on leave from tomorrow",
      ]),
      says("its topic is true", after.made[0]?.topic ?? "", ["critical", "Mona Okafor"]),
      says("so is the declaration", declarations[0]?.text ?? "", [`DRI: <@${slackId(after, "mona")}>`]),
      outcome(
        "what was said in #escalated_customers stays, and nothing more is said of a handover (P-ANN-3)",
        shownReplies.map(({ text }) => text),
        announced(before).shownReplies.map(({ text }) => text),
      ),
    ];
  },
};

const monaAccepts: Chapter = {
  title: "Mona takes it on",
  told: ["She reads the status note on her way to the standup, and writes:"],
  does(gitlab, iid) {
    gitlab.as("mona").comment(iid, "I have it, enjoy your leave.\n\n/esc accept");
  },
  judged: (after) => [
    outcome("the new DRI has taken it on", reactionsTo("mona", after), ["white_check_mark"]),
    outcome("and it is in progress again", after.issue.labels.includes("status::in-progress"), true),
  ],
};

export const handOver: readonly Chapter[] = [cathyHandsOver, monaAccepts];
