import { OutsideError } from "../act/outside-error.ts";
import type { Account, ProjectFacts, ProjectSetup } from "../act/project-setup.ts";
import type { WorkspaceSetup } from "../act/workspace-setup.ts";
import { type Check, failed, ok } from "./check.ts";
import { judgeProject, judgeRole, judgeToken } from "./judge-access.ts";
import { judgeBot } from "./judge-slack.ts";
import { judgeClock } from "./judge-surroundings.ts";

/** What an answer came to. `isUsable`: one can go on with it, whatever is left to put right. */
export interface Answered {
  checks: readonly Check[];
  isUsable: boolean;
}

/** GitLab's address and the token: reached, accepted, and what the token may. */
export async function checkGitLab(
  setup: ProjectSetup,
  { url, now }: { url: string; now: number },
): Promise<Answered & { account: Account | undefined }> {
  try {
    const account = await setup.account();
    const token = judgeToken(await optional(setup.token()), now);
    const checks = [
      ok("GitLab", `${url} knows the token as @${account.username}`),
      ...token,
      ...judgeClock("GitLab", setup.clocks()),
    ];
    return { checks, isUsable: token.every(({ status }) => status !== "failed"), account };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const remedy = `correct the address (${url}) or the token, or see that this machine reaches GitLab`;
    return { checks: [failed("GitLab", error.message, remedy)], isUsable: false, account: undefined };
  }
}

/** Nothing depends on it. */
export async function optional<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return undefined;
  }
}

export async function checkProject(setup: ProjectSetup, name: string, account: Account): Promise<Answered> {
  try {
    const project = await setup.project(name);
    if (!project) {
      const remedy = `correct the path, or add @${account.username} to the project with the role Maintainer (Planner or Developer once it is set up)`;
      return { checks: [failed(name, "GitLab shows the token no such project", remedy)], isUsable: false };
    }
    const level = await roleIn(project, account, setup);
    // A role is given in GitLab, without a change here.
    return { checks: [...judgeProject(project), ...judgeRole(project, account, level)], isUsable: true };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { checks: [failed(name, error.message, "see what GitLab has against it")], isUsable: false };
  }
}

/** As the members say, else as GitLab tells with the project. */
export async function roleIn(
  project: ProjectFacts,
  account: Account,
  setup: ProjectSetup,
): Promise<number | undefined> {
  const level = await setup.accessLevel(String(project.id), account.id);
  return level || (project.accessLevel ?? level);
}

export async function checkSlack(slack: WorkspaceSetup): Promise<Answered> {
  try {
    // Scopes are added in Slack, and the token usually stays.
    const bot = await slack.self();
    return { checks: judgeBot(bot), isUsable: bot.isBot !== false };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const remedy = "take the Bot User OAuth Token, xoxb-…, from the app's OAuth & Permissions page";
    return { checks: [failed("Slack token", error.message, remedy)], isUsable: false };
  }
}
