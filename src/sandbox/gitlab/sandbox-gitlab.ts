import { randomBytes } from "node:crypto";
import { Router } from "express";
import { mergeClosing } from "./close-by-code.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createHook, type HookInput } from "./hooks.ts";
import { createLabel, type LabelInput } from "./labels.ts";
import { accessLevels, type Project, type Tier, type User, type Visibility } from "./model.ts";
import { type Application, createOpenId } from "./openid/openid.ts";
import { type Person, person } from "./person.ts";
import { commit, templatePath } from "./repository.ts";
import { createRequestLog, type RequestLog } from "./requests.ts";
import { boardRoutes } from "./rest/board-routes.ts";
import { hookRoutes } from "./rest/hook-routes.ts";
import { issueRoutes } from "./rest/issue-routes.ts";
import { labelRoutes } from "./rest/label-routes.ts";
import { linkRoutes } from "./rest/link-routes.ts";
import { noteRoutes } from "./rest/note-routes.ts";
import { peopleRoutes } from "./rest/people-routes.ts";
import { projectRoutes } from "./rest/project-routes.ts";
import { repositoryRoutes } from "./rest/repository-routes.ts";
import { restRouter } from "./rest/router.ts";
import { wikiRoutes } from "./rest/wiki-routes.ts";
import { type GitLabState, type IssueView, issueView, snapshot } from "./snapshot.ts";
import { type Courier, createCourier } from "./webhooks/courier.ts";
import { createWorld, issueOf, knownUser, projectOf, userNamed } from "./world.ts";

export interface SandboxGitLabOptions {
  /** Where the router is mounted as seen from outside, without a slash at the end: `http://127.0.0.1:4000/gitlab`. */
  baseUrl: string;
  /** Premium keeps one label per scope and allows several assignees; Free does neither. */
  tier: Tier;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Sends webhooks; the global fetch unless given. */
  deliver?: typeof fetch;
  /** Whether failing hooks get disabled, as at GitLab.com (default); self-managed instances have it off. */
  autoDisableHooks?: boolean;
  version?: string;
}

/** An embedded GitLab in memory: enough of one to run the service against, with GitLab's rules and its nasty sides. */
export interface SandboxGitLab {
  readonly baseUrl: string;
  /** REST API v4 under `/api/v4`, and signing in with OpenID Connect; to be mounted at `baseUrl`. */
  router(): Router;

  addUser(input: { username: string; name: string; email?: string; bot?: boolean }): User;
  addProject(input: { path: string; name: string; description?: string; visibility?: Visibility }): Project;
  /** A role by name, or its number. Also changes a role. */
  addMember(projectId: number, username: string, role: keyof typeof accessLevels | number): void;
  removeMember(projectId: number, username: string): void;
  /** A token of the user for the API; made up unless given. */
  addToken(username: string, token?: string): string;
  /** Calls with this token are answered 401 from now on, as with an expired one. */
  revokeToken(token: string): void;
  addLabel(projectId: number, label: LabelInput): void;
  addHook(projectId: number, hook: HookInput): { id: number };
  /** Something that people can sign in to with their account. */
  addApplication(name: string): Application;
  /** The next sign-in to an application is this person's and asks nothing, as with somebody who has GitLab open. */
  isSignedIn(username: string): void;
  /** Puts `.gitlab/issue_templates/<name>.md` on the default branch. */
  setTemplate(projectId: number, name: string, content: string): void;

  /**
   * Merges a merge request whose description says "Closes #iid" into the default branch, in the name of this person. GitLab
   * closes the issue a moment later; here it is closed at once. Answers what the merge request is called.
   */
  mergeRequestCloses(projectId: number, iid: number, username: string): { id: number; iid: number };
  /** Pushes a commit without files to the default branch; its message may close issues. Answers its SHA. */
  push(projectId: number, username: string, message: string): string;
  /** What this person does in the web pages of the project, by default the first one. */
  as(username: string, projectId?: number): Person;
  /** One issue of a project, by default of the first one. Throws a 404. */
  issue(iid: number, projectId?: number): IssueView;
  state(): GitLabState;

  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly deliveries: Omit<Courier, "settled" | "test">;
  /** Resolves when no webhook delivery is under way. */
  settled(): Promise<void>;
}

export function createSandboxGitLab({
  baseUrl,
  tier,
  clock,
  deliver = fetch,
  autoDisableHooks = true,
  version = "19.5.0",
}: SandboxGitLabOptions): SandboxGitLab {
  const world = createWorld({ baseUrl, tier, clock, version });
  const courier = createCourier(world, { fetch: deliver, autoDisable: autoDisableHooks });
  const faults = createFaults();
  const requests = createRequestLog();
  const openId = createOpenId(world);
  const routes = [
    ...projectRoutes(world),
    ...peopleRoutes(world),
    ...issueRoutes(world),
    ...noteRoutes(world),
    ...linkRoutes(world),
    ...boardRoutes(world),
    ...labelRoutes(world),
    ...repositoryRoutes(world),
    ...wikiRoutes(world),
    ...hookRoutes(world, courier),
  ];

  function project(projectId: number | undefined): Project {
    const [first] = world.projects;
    if (projectId === undefined && !first)
      throw new Error("There is no project in this sandbox yet: use addProject first.");
    return projectOf(world, projectId ?? first?.id ?? 0);
  }

  return {
    baseUrl,
    requests,
    faults,
    deliveries: courier,
    router: () => Router().use(restRouter(world, routes, faults, requests), openId.router()),

    addUser({ username, name, email = "", bot = false }) {
      if (userNamed(world, username)) throw new Error(`There is a user @${username} already.`);
      const user: User = { id: world.nextId("user"), username, name, publicEmail: email, bot, createdAt: clock() };
      world.users.push(user);
      return user;
    },
    addProject({ path, name, description, visibility = "private" }) {
      const created: Project = {
        id: world.nextId("project"),
        path,
        name,
        description: description ?? null,
        visibility,
        defaultBranch: "main",
        createdAt: clock(),
        members: new Map(),
        labels: [],
        issues: [],
        wiki: [],
        hooks: [],
        files: new Map(),
        commits: [],
        boards: [],
        lastIid: 0,
      };
      world.projects.push(created);
      return created;
    },
    addMember(projectId, username, role) {
      const level = typeof role === "number" ? role : accessLevels[role];
      project(projectId).members.set(knownUser(world, username).id, level);
    },
    removeMember(projectId, username) {
      project(projectId).members.delete(knownUser(world, username).id);
    },
    addToken(username, token = `glpat-${randomBytes(15).toString("base64url")}`) {
      world.tokens.set(token, knownUser(world, username).id);
      return token;
    },
    revokeToken(token) {
      world.tokens.delete(token);
    },
    addLabel(projectId, label) {
      createLabel(world, project(projectId), label);
    },
    addHook(projectId, hook) {
      const { id } = createHook(world, project(projectId), hook);
      return { id };
    },
    addApplication: openId.addApplication,
    isSignedIn: openId.isSignedIn,
    setTemplate(projectId, name, content) {
      const home = project(projectId);
      const [author] = world.users;
      if (!author) throw new Error("There is no user in this sandbox yet: use addUser first.");
      const path = templatePath(name);
      const action = home.files.has(path) ? "update" : "create";
      commit(world, home, author, {
        message: `Template ${name}`,
        actions: [{ action, file_path: path, content }],
      });
    },

    mergeRequestCloses(projectId, iid, username) {
      const home = project(projectId);
      return mergeClosing(world, home, issueOf(home, iid), knownUser(world, username));
    },
    push: (projectId, username, message) =>
      commit(world, project(projectId), knownUser(world, username), { message, actions: [] }).id,

    as: (username, projectId) => person(world, project(projectId), username),
    issue(iid, projectId) {
      const home = project(projectId);
      return issueView(world, home, issueOf(home, iid));
    },
    state: () => snapshot(world),
    settled: () => courier.settled(),
  };
}
