import { type Chapter, channelMessages, keyMoments, reactionsTo } from "../../chapter.ts";
import type { Days } from "../../days.ts";
import { announced, labelsOf, wayToClosing } from "../../look.ts";
import { outcome, says } from "../../scene.ts";

/** Its clocks stand (P-CLOSE-6). */
export const quiet: Days = {
  title: "Two quiet days",
  told: ["A high escalation owes an update every day. A closed one owes nothing; nothing is said."],
  hours: [{ at: "2026-12-09T09:30" }],
  judged: (news, { issue }) => [
    outcome("once closed, nothing is asked for any more", [news, issue.state], [[], "closed"]),
  ],
};

/** A new round (P-CLOSE-7). */
export const adamReopens: Chapter = {
  title: "It is back",
  told: ["Wednesday morning a release train stands still again. Adam, Acme's account manager, reopens the issue."],
  does(gitlab, iid) {
    gitlab.as("adam").reopen(iid);
  },
  judged(after, before) {
    const [first, second] = after.made;
    const [reopened = "", ...more] = keyMoments(after, before);
    return [
      outcome("reopened, it is open and stays so", after.issue.state, "opened"),
      outcome("what was agreed is void (P-CLOSE-7)", labelsOf("agreement", after.issue), ["agreement::none"]),
      outcome(
        "nothing on the way to closing is ticked any more but the root cause analysis",
        wayToClosing(after.issue).filter((line) => line.startsWith("- [x]") && !line.includes("root cause")),
        [],
      ),
      outcome(
        "it has a new channel, and the old one stays archived",
        [first, second].map((one) => [one?.name, one?.isArchived]),
        [
          ["esc_acme-corp", true],
          ["esc_acme-corp_2", false],
        ],
      ),
      says("which begins as the first one did", channelMessages(after, before)[0] ?? "", ["Welcome"]),
      says("#escalated_customers hears of it", reopened, ["Reopened"]),
      outcome("once", more, []),
      says("and the declaration names the new channel", announced(after).declarations[0]?.text ?? "", [
        `<#${second?.id}>`,
      ]),
    ];
  },
};

const REASON = "It was one train, a typo of their own; they do not answer any more. I have told their sponsor.";

/** The way out of those who never answer (P-CLOSE-8). */
export const monaOverrides: Chapter = {
  title: "Nobody answers",
  told: ["The customer found the mistake themselves, and answers nobody any more. Mona decides:"],
  does(gitlab, iid) {
    gitlab.as("mona").comment(iid, `/esc close-anyway ${REASON}`);
  },
  judged(after, before) {
    const [ended = "", ...more] = keyMoments(after, before);
    return [
      outcome(
        "the CSM manager's override closes it, with ✅",
        [reactionsTo("mona", after), after.issue.state],
        [["white_check_mark"], "closed"],
      ),
      says("#escalated_customers reads that it was one, why, and what was missing (P-CLOSE-8)", ended, [
        "Closed by a manager's override",
        REASON,
        "the customer's agreement",
      ]),
      outcome("once", more, []),
      outcome(
        "both channels are archived",
        after.made.map(({ isArchived }) => isArchived),
        [true, true],
      ),
    ];
  },
};
