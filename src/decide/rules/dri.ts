import type { Person } from "../../escalation/issue.ts";
import { NEEDS_DRI, severitiesIn } from "../../escalation/labels.ts";
import type { Memory } from "../../escalation/memory.ts";
import type { DriConditions, DriRule } from "../../policy/dri-policy.ts";
import type { Origin, Role, Severity } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";
import type { People } from "../people.ts";
import { roleName, whyNobody } from "../wording.ts";
import { hasDeclined } from "./acceptance.ts";

export type Dri = NonNullable<Memory["dri"]>;

export interface DriJudgement {
  dri: Dri | undefined;
  /** The role that should hold it (P-DRI-12). */
  role: Role;
  /** The rule that says so, in words (P-DRI-8). */
  rule: string;
  /** The role to compare with the next time: a severity that GitLab does not show alone yet calls for nobody. */
  ruledRole: Role | null;
  /** Who should take over, where the policy only proposes it (P-DRI-8). */
  proposed: Dri | undefined;
  /** Roles to be informed though they are not the DRI (P-DRI-4). */
  inform: readonly Role[];
  /** Whom to assign; undefined where the issue's assignee is right already. */
  assign: Person | undefined;
  /** The assignee was removed and is put back (P-DRI-7). */
  restored: boolean;
  /** Why nobody could be told, for the ones who are asked (P-DRI-6). */
  missing: string | undefined;
  labels: { add: string[]; remove: string[] };
}

/**
 * One directly responsible individual, the issue's assignee (P-DRI-1). Whoever people assign is it (P-DRI-7); a removed
 * one is put back. When the facts call for another role than before, its person takes over, unless somebody was chosen by
 * hand since (P-DRI-8). Otherwise the first rule of the policy whose conditions hold names a role (P-DRI-2 to 5, 12), and
 * the role's first holder who is a member of the project is assigned (P-DRI-6).
 */
export function judgeDri(facts: Facts, people: People, severity: Severity, origin: Origin): DriJudgement {
  const { issue, onGitLab, memory } = facts;
  const { rule, index } = firstRule(facts, people, severity, origin);
  const ruleText = describeRule(rule, index);
  const settled = severitiesIn(onGitLab.labels).length <= 1;
  const judged = choose();
  const missing = judged.missing ?? declinedBy(facts, judged.dri);
  const onlyAssignee = onGitLab.assignees.length === 1 && onGitLab.assignees[0]?.id === judged.dri?.id;

  return {
    dri: judged.dri,
    role: rule.role,
    rule: ruleText,
    // A change that nobody could follow yet stays a change: whoever is named later takes over.
    ruledRole: settled && !judged.isUnresolved ? rule.role : memory.ruledRole,
    proposed: judged.proposed ?? stillProposed(judged.dri),
    inform: rule.inform,
    assign: judged.dri && !onlyAssignee ? judged.dri : undefined,
    restored: judged.restored ?? false,
    missing,
    labels: missing === undefined ? { add: [], remove: [NEEDS_DRI] } : { add: [NEEDS_DRI], remove: [] },
  };

  /** Void once there is another DRI, or the rules call for another role than the proposed one's. */
  function stillProposed(dri: Dri | undefined): Dri | undefined {
    const isMeant = memory.proposed?.role === rule.role && dri?.role !== rule.role;
    return memory.proposed && isMeant && dri?.id === memory.dri?.id ? memory.proposed : undefined;
  }

  function choose(): {
    dri: Dri | undefined;
    restored?: boolean;
    missing?: string;
    proposed?: Dri;
    isUnresolved?: boolean;
  } {
    const assignees = issue.assignees.filter(({ id }) => id !== facts.ownUserId);
    const current = memory.dri && !refused(facts, memory.dri.id) ? memory.dri : undefined;
    const byRule = holderOf(facts, people, rule, ruleText);
    if (current && hasLeft(facts, current) && assignees.every(({ id }) => id === current.id)) {
      return byRule.dri
        ? { dri: { ...byRule.dri, because: `${byRule.dri.because}; ${current.name} has left the project` } }
        : { dri: current, missing: `${current.name} has left the project. ${byRule.missing ?? ""}` };
    }
    if (current && assignees.some(({ id }) => id === current.id)) {
      const roleChanged = settled && memory.ruledRole !== null && memory.ruledRole !== rule.role;
      if (byRule.dri?.id === current.id && current.role !== null) {
        return { dri: { ...current, role: rule.role, because: byRule.dri.because } };
      }
      if (roleChanged && !byRule.dri) {
        return {
          dri: { ...current, because: "stays the DRI until another is known" },
          missing: `${byRule.missing ?? ""}. ${current.name} stays the DRI until another is known`,
          isUnresolved: true,
        };
      }
      if (!roleChanged || !byRule.dri || byRule.dri.id === current.id) return { dri: current };
      return facts.policy.dri.handover === "assign" ? { dri: byRule.dri } : { dri: current, proposed: byRule.dri };
    }
    if (memory.proposed && assignees.some(({ id }) => id === memory.proposed?.id)) {
      return { dri: { ...memory.proposed, since: facts.now } };
    }
    if (assignees.length > 0) {
      const ruled = assignees.find(({ id }) => id === byRule.dri?.id);
      if (ruled && byRule.dri) return { dri: byRule.dri };
      const [chosen] = assignees;
      return { dri: chosen && assignedByHand(chosen, facts, people) };
    }
    if (current && facts.member(current.username)) return { dri: current, restored: true };
    return byRule;
  }
}

/** Who declined stays the DRI until there is another, who is asked for (P-DRI-11). */
function declinedBy({ memory }: Facts, dri: Dri | undefined): string | undefined {
  return dri && hasDeclined(memory, dri) ? `${dri.name} declined and says: ${memory.declined?.why ?? ""}` : undefined;
}

function assignedByHand({ id, username, name }: Person, { now, member, memory }: Facts, people: People): Dri {
  const { chosen } = memory;
  const reason = chosen?.reason ? `: ${chosen.reason}` : "";
  return {
    id,
    username,
    name: name || people.nameOf(username),
    role: null,
    because: chosen?.id === id ? `chosen by ${people.nameOf(chosen.by)}${reason}` : "assigned by hand",
    since: now,
    member: member(username) !== undefined,
  };
}

/** Was a member of the project and is none any more: they may not even see the issue. */
function hasLeft({ member }: Facts, dri: Dri): boolean {
  return dri.member && member(dri.username) === undefined;
}

/** The role's first holder who can be assigned; GitLab drops those who are no members without a word. */
function holderOf(
  facts: Facts,
  people: People,
  rule: DriRule,
  ruleText: string,
): { dri: Dri | undefined; missing?: string } {
  const { usernames, source } = people.holders(rule.role);
  const role = roleName(rule.role);
  for (const [index, username] of usernames.entries()) {
    const member = facts.member(username);
    if (!member || refused(facts, member.id)) continue;
    const passedOver = usernames.slice(0, index).map(whyNot);
    const because = [`${role}, because ${ruleText}; ${source}`, ...passedOver].join("; ");
    const { id, name } = member;
    return {
      dri: {
        id,
        username: member.username,
        name: people.nameOf(member.username) || name,
        role: rule.role,
        because,
        since: facts.now,
        member: true,
      },
    };
  }
  if (usernames.length > 0) {
    const faults = usernames.map(whyNot).join(", and ");
    return { dri: undefined, missing: `it should be the ${role}, because ${ruleText}, but ${faults}` };
  }
  return {
    dri: undefined,
    missing: `it should be the ${role}, because ${ruleText}, but ${whyNobody(rule.role, people)}`,
  };

  function whyNot(username: string): string {
    return facts.member(username)
      ? `GitLab did not assign ${people.nameOf(username)}`
      : `${people.nameOf(username)} is no member of this project and cannot be assigned`;
  }
}

/** This run asked GitLab to assign them, and GitLab did not. */
function refused({ editsMade, onGitLab }: Facts, id: number): boolean {
  return (
    editsMade.some(({ assignee }) => assignee?.id === id) && !onGitLab.assignees.some((assignee) => assignee.id === id)
  );
}

/** The policy guarantees that the last rule has no conditions. */
function firstRule(facts: Facts, people: People, severity: Severity, origin: Origin): { rule: DriRule; index: number } {
  const { rules } = facts.policy.dri;
  const index = rules.findIndex(({ when = {} }) => holds(when));
  const rule = rules[index];
  if (!rule) throw new Error("the policy's dri.rules must end with a rule without conditions");
  return { rule, index };

  function holds(when: DriConditions): boolean {
    return (
      isOneOf(origin, when.origin) &&
      isOneOf(severity, when.severity) &&
      isOneOf(people.customer?.segment, when.segment) &&
      isOneOf(people.region, when.region) &&
      (when.has === undefined || people.holders(when.has).usernames.length > 0)
    );
  }
}

function isOneOf(value: string | undefined, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}

/** "severity is critical or high (rule 2)": the conditions in words, and where in the policy they stand (P-DRI-8). */
function describeRule({ when = {} }: DriRule, index: number): string {
  const conditions = Object.entries(when).flatMap(([name, wanted]) => {
    if (wanted === undefined) return [];
    return name === "has" ? [`there is a ${roleName(String(wanted))}`] : [`${name} is ${[wanted].flat().join(" or ")}`];
  });
  return `${conditions.join(" and ") || "no other rule applies"} (rule ${index + 1})`;
}
