import { z } from "zod";
import type { Embedded } from "../embedded.ts";
import { faults } from "../gitlab/faults.ts";
import { outages } from "../slack/index.ts";

export const GitLabCondition = z.enum(["ok", "slow", "down"]);
export type GitLabCondition = z.infer<typeof GitLabCondition>;
export const SlackCondition = z.enum(["ok", "slow", "down", "limited"]);
export type SlackCondition = z.infer<typeof SlackCondition>;

const SLOW_MS = 2_000;
const RETRY_AFTER_S = 5;

/** What the switches on the page are set to. */
export interface Trouble {
  gitlab: GitLabCondition;
  slack: SlackCondition;
}

export interface TroubleSwitches {
  state(): Trouble;
  gitlab(condition: GitLabCondition): void;
  slack(condition: SlackCondition): void;
}

/** Makes either side's API slow or fail; at the start both are well. */
export function createTrouble({ gitlab, slack }: Embedded): TroubleSwitches {
  const state: Trouble = { gitlab: "ok", slack: "ok" };
  return {
    state: () => ({ ...state }),
    gitlab(condition) {
      gitlab.faults.clear();
      if (condition === "slow") gitlab.faults.latency = SLOW_MS;
      if (condition === "down") gitlab.faults.mode = faults.down;
      state.gitlab = condition;
    },
    slack(condition) {
      slack.faults.clear();
      if (condition === "slow") slack.faults.add({ fault: { kind: "slow", ms: SLOW_MS } });
      if (condition === "down") slack.faults.add(outages.down);
      if (condition === "limited") slack.faults.add({ fault: { kind: "ratelimited", retryAfter: RETRY_AFTER_S } });
      state.slack = condition;
    },
  };
}
