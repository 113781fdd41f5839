import { ACCESS_LEVELS } from "../../policy/terms.ts";
import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** The same as assigning by hand (P-DRI-7). Somebody who cannot be assigned is refused rather than dropped without a word. */
export function handOver({ facts, note }: Given, { username, reason }: Extract<Command, { name: "dri" }>): Outcome {
  const member = facts.member(username);
  if (!member) {
    return refused(
      "this person is not a member of the project, so GitLab cannot assign them. Add them to the project first, or name somebody else.",
    );
  }
  if (member.id === facts.ownUserId) return refused("the service itself cannot be the DRI.");
  if (member.accessLevel < ACCESS_LEVELS[facts.policy.least_access_level]) {
    return refused(
      `this person may not give the commands a DRI needs: that takes at least the ${facts.policy.least_access_level} role in this project.`,
    );
  }
  const { id, name } = member;
  const assignees = [{ id, username: member.username, name }];
  return {
    done: {
      ...facts,
      issue: { ...facts.issue, assignees },
      // Who names themselves has taken it on by this command (P-DRI-11), as by any other.
      memory: {
        ...facts.memory,
        // Chosen again though they declined: they are asked afresh.
        declined: facts.memory.declined?.id === id ? null : facts.memory.declined,
        // Whoever is named answers what the rules could not.
        ruledRole: null,
        chosen: { id, by: note.author.username, reason },
      },
    },
    timeline: {
      who: note.author.username,
      what: `handed over to ${member.username}`,
      rule: "P-DRI-7",
      facts: { reason },
    },
  };
}
