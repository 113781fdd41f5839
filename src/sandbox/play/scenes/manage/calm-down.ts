import { type Chapter, reactionsTo, serviceComments } from "../../chapter.ts";
import { announced } from "../../look.ts";
import { outcome, says } from "../../scene.ts";

/** A command by a member whose it is not (P-ROLE-5). */
const adamAlerts: Chapter = {
  title: "Adam wants everybody to know",
  told: ["Adam, Acme's account manager, hears that the customer is calmer, and writes:"],
  does(gitlab, iid) {
    gitlab.as("adam").comment(iid, "/esc alert all is well again");
  },
  judged: (after, before) => [
    outcome("an alert by somebody else is refused with ❌", reactionsTo("adam", after), ["x"]),
    says("and told whose it is", serviceComments(after, before).join(), ["Only the DRI or the CSM manager"]),
    outcome("nothing was said in Slack because of it", after.workspace, before.workspace),
  ],
};

/** The risk is reduced (P-STAT-1). */
const monaCalms: Chapter = {
  title: "Calm again",
  told: ["More runners came, and the go-live went well. It is for the DRI to say so, and Mona does:"],
  does(gitlab, iid) {
    gitlab.as("mona").comment(iid, "/esc monitoring They are live on new runners; we watch three mornings.");
  },
  judged(after) {
    const { declarations, shownReplies } = announced(after);
    return [
      outcome(
        "it is in monitoring, and stays critical",
        after.issue.labels.filter((name) => /^(?:severity|status)::/.test(name)).toSorted(),
        ["severity::critical", "status::monitoring"],
      ),
      outcome(
        "#escalated_customers heard of three key moments, each once (P-ANN-1)",
        shownReplies.map(({ text }) => text.split("\n")[0]),
        ["Severity changed from medium to critical", "Significant change", "Risk reduced: moved to monitoring"],
      ),
      says("the declaration is true", declarations[0]?.text ?? "", ["Severity: critical", "Status: monitoring"]),
    ];
  },
};

export const calmDown: readonly Chapter[] = [adamAlerts, monaCalms];
