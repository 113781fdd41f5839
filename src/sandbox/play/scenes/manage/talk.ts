import { type Chapter, reactionsTo, serviceComments } from "../../chapter.ts";
import { absent, announced, slackId } from "../../look.ts";
import { outcome, says } from "../../scene.ts";

/** A mistyped command (P-SEE-2). */
const cathyMistypes: Chapter = {
  title: "Cathy wants Petra in it",
  told: ["Petra plans the go-live for professional services. In a hurry Cathy writes:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, "/esc invlove @petra");
  },
  judged: (after, before) => [
    outcome("a mistyped command is answered with ❌", reactionsTo("cathy", after), ["x"]),
    says("and with what was probably meant", serviceComments(after, before).join(), ["Did you mean `/esc involve"]),
    outcome("nothing was said in Slack", after.workspace, before.workspace),
  ],
};

/** Somebody more for this escalation (P-SEV-3). */
const petraIsInvolved: Chapter = {
  title: "Cathy writes it again",
  told: ["as the service says that it is written:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, "Petra knows what hangs on the date.\n\n/esc involve @petra");
  },
  judged: (after) => [
    outcome("/esc involve is answered with ✅", reactionsTo("cathy", after), ["white_check_mark"]),
    outcome("Petra is in the channel", absent(after, after.made[0], ["petra"]), []),
    outcome("and #escalated_customers hears nothing of it", announced(after).shownReplies.length, 1),
  ],
};

const FAILED = "The workaround failed this morning: without more runners Acme calls the go-live off on Friday.";

/** A change that the DRI marks significant (P-ANN-1). */
const cathyAlerts: Chapter = {
  title: "It gets serious",
  told: ["The workaround does not hold. That is more than the team should know, so Cathy writes:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, `/esc alert ${FAILED}`);
  },
  judged(after) {
    const { shownReplies } = announced(after);
    return [
      outcome("/esc alert makes one more reply, shown in the channel", shownReplies.length, 2),
      says("with her words, and pings for DRI and Product DRI", shownReplies.at(-1)?.text ?? "", [
        FAILED,
        `<@${slackId(after, "cathy")}>`,
        `<@${slackId(after, "lou")}>`,
      ]),
    ];
  },
};

export const talk: readonly Chapter[] = [cathyMistypes, petraIsInvolved, cathyAlerts];
