import type { Account, ProjectFacts, TokenFacts } from "../act/project-setup.ts";
import { type Check, failed, ok, warning } from "./check.ts";

/** GitLab's numbers for roles (doc/api/access_requests.md, "Valid access levels"). */
const PLANNER = 15;
const REPORTER = 20;
const MAINTAINER = 40;
const ROLES: readonly (readonly [number, string])[] = [
  [50, "Owner"],
  [MAINTAINER, "Maintainer"],
  [30, "Developer"],
  [25, "Security manager"],
  [REPORTER, "Reporter"],
  [PLANNER, "Planner"],
  [10, "Guest"],
  [5, "Minimal access"],
];
const DAY_MS = 24 * 60 * 60_000;
/** Time enough to have it renewed (days). */
const EXPIRES_SOON = 21;

export function judgeToken(token: TokenFacts | undefined, now: number): Check[] {
  if (!token) {
    const remedy = "see in GitLab, under the project's or the user's access tokens, that it has the scope api";
    return [warning("GitLab token", "it works; scopes and expiry cannot be seen on this GitLab", remedy)];
  }
  const scopes = token.scopes.join(", ") || "none";
  return [
    token.scopes.includes("api")
      ? ok("GitLab token scope", "api")
      : failed(
          "GitLab token scope",
          `the token has ${scopes}, and the service needs api`,
          "make a token with the scope api and put it into GITLAB_TOKEN",
        ),
    judgeExpiry(token, now),
  ];
}

function judgeExpiry({ expiresAt }: TokenFacts, now: number): Check {
  const name = "GitLab token expiry";
  const at = Date.parse(expiresAt ?? "");
  if (expiresAt === undefined || Number.isNaN(at)) return ok(name, "never");
  const days = Math.floor((at - now) / DAY_MS);
  const remedy =
    "rotate the token (a rotated one keeps its user; a new project token is a new user) and put the new one into GITLAB_TOKEN";
  if (days < 0) return failed(name, `it expired on ${expiresAt}`, remedy);
  if (days <= EXPIRES_SOON)
    return warning(name, `on ${expiresAt}, in ${days === 1 ? "1 day" : `${days} days`}`, remedy);
  return ok(name, `on ${expiresAt}`);
}

/** Whether the bot may do its work in a project. A role of 0: no member; undefined: it may not be seen. */
export function judgeRole(project: ProjectFacts, account: Account, level: number | undefined): Check[] {
  const name = `${project.path}: role`;
  const who = `@${account.username}`;
  const where = `the project's Manage > Members: ${project.webUrl}/-/project_members`;
  if (level === undefined) {
    return [warning(name, `that of ${who} cannot be seen`, `see that it is Planner or Developer under ${where}`)];
  }
  if (level === 0) {
    return [
      failed(name, `${who} is no member of the project`, `add it with the role Planner or Developer under ${where}`),
    ];
  }
  const role = ROLES.find(([least]) => level >= least)?.[1] ?? `role ${level}`;
  if (level < PLANNER) {
    return [
      failed(
        name,
        `${who} is ${role}: it may neither set labels nor assign`,
        `give it the role Planner or Developer (Maintainer to have its webhooks watched) under ${where}`,
      ),
      failed(
        `${project.path}: confidential issues`,
        `${role} sees only its own, and every escalation is confidential`,
        "the same: the role Planner or higher",
      ),
    ];
  }
  const confidential = ok(`${project.path}: confidential issues`, "readable");
  if (level === REPORTER) {
    const remedy = "give it the role Planner or Developer, or leave tracker documents to people";
    return [warning(name, `${who} is Reporter: tracker documents in the wiki cannot be kept`, remedy), confidential];
  }
  return [ok(name, `${who} is ${role}`), confidential];
}

export function judgeProject(project: ProjectFacts): Check[] {
  const settings = `the project's Settings > General: ${project.webUrl}/edit`;
  if (project.isArchived)
    return [
      failed(`${project.path}`, "the project is archived: nothing can be written", `unarchive it under ${settings}`),
    ];
  if (!project.hasIssues)
    return [failed(`${project.path}`, "issues are switched off", `switch them on under ${settings}`)];
  return [];
}
