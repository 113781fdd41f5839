import type { IssueView } from "../../../gitlab/snapshot.ts";
import { type Chapter, reactionsTo } from "../../chapter.ts";
import { labelsOf, wayToClosing } from "../../look.ts";
import { outcome, says } from "../../scene.ts";

/** The customer wants to know why, in writing (P-CLOSE-4). */
export const cathyRequests: Chapter = {
  title: "Why did it happen?",
  told: ["Acme's lead asks for a root cause analysis. It is platform-related, so engineering owes it. Cathy writes:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, "/esc rca requested");
  },
  judged: (after) => [
    outcome("an issue is opened for it, and linked (P-CLOSE-4)", after.issue.links.map(rcaOf), [true]),
    outcome(
      "it is asked for",
      [reactionsTo("cathy", after), labelsOf("rca", after.issue)],
      [["white_check_mark"], ["rca::requested"]],
    ),
    says("and closing waits for it", wayToClosing(after.issue).join("\n"), ["- [ ] The root cause analysis"]),
  ],
};

export const samDelivers: Chapter = {
  title: "Engineering answers",
  told: ["Sam writes it down in that issue, and closes it. On the escalation nobody does anything."],
  does(gitlab, iid) {
    const analysis = gitlab.issue(iid).links.find(rcaOf);
    if (!analysis) return;
    gitlab.as("sam").comment(analysis.iid, "Half of the runners lost their cache in the upgrade, and built it anew.");
    gitlab.as("sam").close(analysis.iid);
  },
  judged: (after) => [
    outcome("with its issue closed, the analysis is delivered", labelsOf("rca", after.issue), ["rca::delivered"]),
    says("the way to closing has it ticked", wayToClosing(after.issue).join("\n"), ["- [x] The root cause analysis"]),
  ],
};

function rcaOf({ title }: IssueView["links"][number]): boolean {
  return title.startsWith("Root cause analysis");
}
