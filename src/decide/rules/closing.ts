import type { Memory } from "../../escalation/memory.ts";
import type { ClosingNeed, Nature, Severity } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";
import { inline, webAddress } from "../note-text.ts";
import type { People } from "../people.ts";
import { nextTurn } from "../remembered.ts";
import { partyName } from "../wording.ts";
import { deliveredRca, isRcaAwaited, isRcaIssueGone } from "./rca.ts";

/** Something without which an escalation does not close. Texts are safe Markdown. */
export interface Missing {
  need: ClosingNeed | "severity";
  /** What it is called, for the record. */
  name: string;
  /** What it is, for a sentence. */
  what: string;
  /** The exact line to write, or what to do instead. */
  how: string;
}

/** What each is called, for the record and for a list. */
export const NEED_NAMES: Readonly<Record<Missing["need"], string>> = {
  severity: "a severity",
  customer_agreement: "the customer's agreement",
  internal_agreement: "our own agreement",
  rca: "the root cause analysis",
  resolution: "a resolution",
};

/** The state of an escalation's end. */
export interface ClosingJudgement {
  missing: readonly Missing[];
  /** A close is asked for: by command, or by closing by hand (P-STAT-1). */
  wish: Memory["wish"];
  /** Closed by hand while something is missing: opened again at once (P-CLOSE-5). */
  isRefused: boolean;
  /** How it ended; null while it goes on. */
  closed: Memory["closed"];
}

/**
 * Whether it may end, and does (P-CLOSE-5): closed by hand or asked for by command, it closes once nothing is missing, by
 * whoever brings the last thing.
 */
export function judgeClosing(
  facts: Facts,
  people: People,
  severity: Severity | undefined,
  natures: readonly Nature[],
): ClosingJudgement {
  const { memory, issue, now } = facts;
  const missing = missingToClose(facts, people, severity, natures);
  if (memory.closed) return { missing, wish: memory.wish, isRefused: false, closed: memory.closed };
  if (issue.state === "closed" && issue.movedToId !== undefined) return movedAway(facts);
  const byHand = issue.state === "closed";
  const wish = memory.wish ?? (byHand ? byWhoever(facts) : null);
  if (wish && missing.length === 0) {
    const closed = { as: "resolved" as const, by: wish.by, at: now, text: "", link: null, missing: [], isSeen: false };
    return { missing, wish, isRefused: false, closed };
  }
  return { missing, wish, isRefused: byHand, closed: null };
}

/** Moved to where the service is not at work: GitLab does not open it again, and it ends here. */
function movedAway({ issue, memory, discussion, now }: Facts): ClosingJudgement {
  const text = discussion?.moved?.to ?? "another project";
  const by = issue.closedBy?.username ?? null;
  const closed = { as: "moved" as const, by, at: now, text, link: null, missing: [], isSeen: true };
  return { missing: [], wish: memory.wish, isRefused: false, closed };
}

function byWhoever({ issue, memory, now }: Facts): NonNullable<Memory["wish"]> {
  const by = issue.closedBy?.username ?? null;
  return { by, how: "hand", at: issue.closedAt ?? now, turn: nextTurn(memory) };
}

/** What the policy requires and is not there, in the order in which people bring it (P-CLOSE-1 to 4). */
export function missingToClose(
  facts: Facts,
  people: People,
  severity: Severity | undefined,
  natures: readonly Nature[],
): Missing[] {
  const { policy, memory } = facts;
  const { customer, internal } = memory.agreements;
  if (severity === undefined) return [HELD];
  const needs: Record<ClosingNeed, () => Missing | undefined> = {
    customer_agreement: () =>
      customer
        ? undefined
        : {
            need: "customer_agreement",
            name: NEED_NAMES.customer_agreement,
            what: "the customer's agreement, with evidence",
            how: "`/esc agree customer <link, or the customer's words in quotes>`",
          },
    internal_agreement: () =>
      internal && !isSamePerson(facts, severity)
        ? undefined
        : {
            need: "internal_agreement",
            name: NEED_NAMES.internal_agreement,
            what: `our own agreement, by ${whoAgrees(facts, people, severity)}`,
            how: "`/esc agree internal`",
          },
    resolution: () =>
      memory.resolution
        ? undefined
        : {
            need: "resolution",
            name: NEED_NAMES.resolution,
            what: "a resolution: the outcome (positive, negative or none), whether the exit criteria were met, what was done",
            how: "`/esc resolve <text>`",
          },
    rca: () =>
      isRcaAwaited(facts, natures)
        ? {
            need: "rca",
            name: NEED_NAMES.rca,
            what: `the root cause analysis that the customer asked for${rcaIssue(memory)}`,
            how: isRcaIssueGone(memory)
              ? "its issue is gone: `/esc rca requested` opens another, `/esc rca delivered <link>` says where it is"
              : "`/esc rca delivered <link>`, or close its issue",
          }
        : undefined,
  };
  const order = ["customer_agreement", "internal_agreement", "rca", "resolution"] as const;
  return order
    .filter((need) => policy.closing.require.includes(need))
    .map((need) => needs[need]())
    .filter((one) => one !== undefined);
}

/** Without a severity nothing can be agreed (P-SEV-2). */
const HELD: Missing = {
  need: "severity",
  name: NEED_NAMES.severity,
  what: "a severity, for it is held until it has one, and nothing can be agreed before",
  how: "`/esc severity high`, or a ticked box in the description; opened by mistake: `/esc redirect star|incident|emergency <link>`",
};

/** Both agreements from one person, where two are wanted (P-CLOSE-2). */
function isSamePerson({ policy, memory }: Facts, severity: Severity | undefined): boolean {
  const { customer, internal } = memory.agreements;
  return customer !== null && internal !== null && customer.id === internal.id && needsTwoPeople({ policy }, severity);
}

export function needsTwoPeople({ policy }: Pick<Facts, "policy">, severity: Severity | undefined): boolean {
  return severity !== undefined && policy.closing.two_people.includes(severity);
}

/** Who may agree for us, in words: never the one who recorded the customer's, where two people are wanted. */
export function whoAgrees({ policy, memory }: Facts, people: People, severity: Severity | undefined): string {
  const names = policy.closing.internal_by.map(partyName);
  const parties =
    names.length < 2 ? `the ${names.join("")}` : `the ${names.slice(0, -1).join(", the ")} or the ${names.at(-1)}`;
  const { customer } = memory.agreements;
  if (!needsTwoPeople({ policy }, severity)) return parties;
  return customer
    ? `${parties}, but not ${inline(people.nameOf(customer.by))}, who recorded the customer's`
    : `${parties}, but not the one who records the customer's`;
}

function rcaIssue({ rca }: Memory): string {
  const address = webAddress(rca?.issue?.url);
  return address ? ` ([${inline(rca?.issue?.reference ?? "its issue")}](${address}))` : "";
}

/**
 * `agreement::…`, from the first step towards closing on; nothing of it stands before. One person's two agreements, where
 * two people are wanted, are the customer's alone.
 */
export function agreementLabel(facts: Facts, wish: Memory["wish"], severity: Severity | undefined): string | undefined {
  const { memory } = facts;
  const { customer, internal } = memory.agreements;
  if (customer && internal && !isSamePerson(facts, severity)) return "agreement::both";
  if (customer) return "agreement::customer";
  if (internal) return "agreement::internal";
  return wish || memory.closingBegan ? "agreement::none" : undefined;
}

/** `rca::…` as it stands. */
export function rcaLabel(facts: Facts): string | undefined {
  const { rca } = facts.memory;
  if (rca === null || rca.state === "not-needed") return undefined;
  return deliveredRca(facts.memory) ? "rca::delivered" : "rca::requested";
}
