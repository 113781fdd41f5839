import type { Memory } from "../../escalation/memory.ts";
import type { Severity } from "../../policy/terms.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import { inline, mention, plain } from "../note-text.ts";
import type { People } from "../people.ts";
import { partyName } from "../wording.ts";
import { note } from "./asks.ts";
import type { ClosingJudgement, Missing } from "./closing.ts";
import { sayInChannel } from "./opening.ts";

export interface Gate {
  actions: PlannedAction[];
  memory: Pick<Memory, "wish" | "closingBegan" | "refusals" | "closed">;
}

/**
 * A close with something missing is undone by the edit of the issue, and explained in one comment for each attempt once
 * that stands: what is missing, and the exact commands (P-CLOSE-5).
 */
export function keepGate(facts: Facts, people: People, { closing, severity }: Judgements): Gate {
  const { memory, onGitLab, editsMade } = facts;
  const { closed, wish, isRefused } = closing;
  // GitLab did not take the reopening: that is told of elsewhere, and is no other attempt.
  const isSame = editsMade.some(({ state }) => state === "reopen") || !memory.refusals.isSaid;
  const before = memory.refusals;
  const refusals =
    isRefused && !isSame
      ? { number: before.number + 1, by: onGitLab.closedBy?.username ?? null, isSaid: false }
      : before;
  const isToSay = !refusals.isSaid && onGitLab.state === "opened" && closed === null;
  return {
    actions: isToSay ? explain(facts, people, missingOf(closing, severity.severity), refusals) : [],
    memory: {
      wish,
      closingBegan: memory.closingBegan || wish !== null,
      refusals: { ...refusals, isSaid: refusals.isSaid || isToSay || closed !== null },
      closed: closed && { ...closed, isSeen: closed.isSeen || onGitLab.state === "closed" },
    },
  };
}

/** A held one has to get its severity before anybody can agree to anything (P-SEV-2). */
function missingOf({ missing }: ClosingJudgement, severity: Severity | undefined): Pick<Missing, "what" | "how">[] {
  const held = { what: "its severity", how: "`/esc severity critical|high|medium|low`, or its label" };
  return severity === undefined ? [held, ...missing] : [...missing];
}

function explain(
  facts: Facts,
  people: People,
  missing: readonly Pick<Missing, "what" | "how">[],
  { number, by }: Memory["refusals"],
): PlannedAction[] {
  const { policy, memory } = facts;
  const key = `close-refused/${memory.round}/${number}`;
  const whom = by !== null && facts.member(by) ? `${mention(by)}: ` : by !== null ? `${inline(by)}: ` : "";
  const override = policy.closing.override_by.map(partyName).join(" or the ");
  const lines = missing.map(({ what, how }) => `- ${what}: ${how}`).join("\n");
  return [
    note(
      facts,
      "close-refused",
      key,
      [
        `${whom}I opened this issue again, because it cannot be closed yet. Missing:`,
        lines,
        `With the last of it I close the issue myself. If it is not to be closed after all: \`/esc resume <why>\`. If it belongs to another process: \`/esc redirect star|incident|emergency <link>\`.${override === "" ? "" : ` The ${override} can close it all the same: \`/esc close-anyway <reason>\`.`}`,
      ].join("\n\n"),
    ),
    ...sayInChannel(facts, key, {
      heading: "Not closed yet",
      paragraphs: [
        [
          ...(by === null
            ? []
            : [{ person: by, name: people.nameOf(by) }, " closed the issue, and it was opened again. "]),
          "Missing:",
        ],
        ...missing.map(({ what }) => [`• ${plain(what)}`]),
      ],
    }),
  ];
}
