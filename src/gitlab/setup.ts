import {
  Commits,
  PersonalAccessTokens,
  ProjectIssueBoards,
  ProjectLabels,
  ProjectMembers,
  Projects,
  RepositoryFiles,
  Users,
} from "@gitbeaker/rest";
import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type {
  Clocks,
  FoundBoard,
  FoundFile,
  FoundLabel,
  FoundUser,
  ProjectFacts,
  ProjectSetup,
} from "../act/project-setup.ts";
import { RefusedRequest, requester } from "./requester.ts";
import type { TrackerOptions } from "./tracker.ts";

const Account = z.object({ id: z.number(), username: z.string(), name: z.string().catch("") });
const User = Account.extend({ public_email: z.string().nullish().catch(undefined) }).transform(
  ({ username, name, public_email }): FoundUser => ({ username, name, email: public_email || undefined }),
);
const Version = z.object({ version: z.string() });
const Token = z
  .object({ name: z.string().catch(""), scopes: z.array(z.string()), expires_at: z.string().nullish() })
  .transform(({ name, scopes, expires_at }) => ({ name, scopes, expiresAt: expires_at ?? undefined }));
const Level = z.object({ access_level: z.number() });
const Member = Level.extend({ id: z.number(), username: z.string() });
const Access = Level.nullish().catch(undefined);

const Project = z
  .object({
    id: z.number(),
    path_with_namespace: z.string(),
    web_url: z.string().optional().catch(undefined),
    default_branch: z.string().nullish(),
    archived: z.boolean().catch(false),
    issues_enabled: z.boolean().catch(true),
    permissions: z.object({ project_access: Access, group_access: Access }).nullish().catch(undefined),
  })
  .transform((project): ProjectFacts => {
    const given = [project.permissions?.project_access, project.permissions?.group_access];
    const levels = given.flatMap((access) => (access ? [access.access_level] : []));
    return {
      id: project.id,
      path: project.path_with_namespace,
      webUrl: project.web_url ?? "",
      // A project without a commit has none yet.
      defaultBranch: project.default_branch ?? "main",
      accessLevel: levels.length > 0 ? Math.max(...levels) : undefined,
      isArchived: project.archived,
      hasIssues: project.issues_enabled,
    };
  });

const Label = z
  .object({
    id: z.number(),
    name: z.string(),
    color: z.string().catch(""),
    description: z.string().nullish(),
    is_project_label: z.boolean().catch(true),
  })
  .transform(
    ({ id, name, color, description, is_project_label }): FoundLabel => ({
      ...{ id, name, color, description: description ?? "", isInherited: !is_project_label },
    }),
  );

const File = z
  .object({ content: z.string(), encoding: z.string().catch("base64"), last_commit_id: z.string().nullish() })
  .transform(
    ({ content, encoding, last_commit_id }): FoundFile => ({
      content: encoding === "base64" ? Buffer.from(content, "base64").toString("utf8") : content,
      lastCommitId: last_commit_id ?? undefined,
    }),
  );

const BoardList = z.object({ label: z.object({ name: z.string() }).nullish().catch(undefined) });
const Board = z.object({
  id: z.number(),
  name: z.string().catch(""),
  lists: z.array(BoardList).optional().catch(undefined),
});

function labelsOf(lists: readonly z.infer<typeof BoardList>[]): string[] {
  return lists.flatMap(({ label }) => (label ? [label.name] : []));
}

/** GitLab's REST API (v4) through gitbeaker, as the port that setting up needs. */
export function gitlabSetup({ url: host, token, clock, ...talking }: TrackerOptions): ProjectSetup {
  let clocks: Clocks | undefined;
  const onDate = (theirs: number) => {
    clocks = { theirs, ours: clock() };
  };
  const options = { host, token, requesterFn: requester({ ...talking, clock, onDate }), rateLimits: {} };
  const users = new Users(options);
  const tokens = new PersonalAccessTokens(options);
  const projects = new Projects(options);
  const projectMembers = new ProjectMembers(options);
  const labels = new ProjectLabels(options);
  const files = new RepositoryFiles(options);
  const commits = new Commits(options);
  const boards = new ProjectIssueBoards(options);

  return {
    clocks: () => clocks,
    async account() {
      return read("GitLab's own user", Account, await users.showCurrentUser());
    },
    version: () =>
      ifSeen(async () => {
        // gitbeaker knows only `/metadata`, which older versions lack.
        const { body } = await users.requester.get("version");
        return read("GitLab's version", Version, body).version;
      }),
    token: () => ifSeen(async () => read("the token", Token, await tokens.show())),
    project: (idOrPath) =>
      ifSeen(async () => {
        const found = read(`project ${idOrPath}`, Project, await projects.show(idOrPath));
        return { ...found, webUrl: found.webUrl || `${host}/${found.path}` };
      }),

    async accessLevel(project, userId) {
      const member = await ifSeen(async () => {
        const answer = await projectMembers.show(project, userId, { includeInherited: true });
        return read(`member ${userId}`, Level, answer).access_level;
      });
      // "Not found" is said of who is no member, and by whoever has no such address.
      if (member !== undefined) return member;
      const all = await membersOf(project);
      return all && (all.find(({ id }) => id === userId)?.access_level ?? 0);
    },

    members: async (project) => (await membersOf(project))?.map(({ username }) => username),

    findUser: (username) =>
      ifSeen(async () => {
        const found = read("users", z.array(User), await users.all({ username }));
        return found.find((user) => user.username.toLowerCase() === username.toLowerCase()) ?? "nobody";
      }),

    async labels(project) {
      return read("the labels", z.array(Label), await labels.all(project, { perPage: 100 }));
    },
    async createLabel(project, { name, color, description }) {
      try {
        await labels.create(project, name, color, { description });
      } catch (error) {
        // Somebody was faster.
        if (!(error instanceof RefusedRequest) || error.status !== 409) throw error;
      }
    },
    async changeLabel(project, id, { newName, color, description }) {
      // gitbeaker's types allow one change at a time; GitLab takes all together.
      await labels.requester.put(`${encodeURIComponent(project)}/labels/${id}`, {
        body: { ...(newName !== undefined && { new_name: newName }), color, description },
      });
    },

    async file(project, path, branch) {
      try {
        return read(`file ${path}`, File, await files.show(project, path, branch));
      } catch (error) {
        if (!(error instanceof RefusedRequest) || ![403, 404].includes(error.status)) throw error;
        // Before GitLab 18.7 a Planner may not read a private repository.
        return error.status === 403 ? "hidden" : undefined;
      }
    },
    async commit(project, { branch, message, files: changed }) {
      const actions = changed.map(({ action, path: filePath, content, lastCommitId }) => ({
        ...{ action, filePath, content, ...(lastCommitId !== undefined && { lastCommitId }) },
      }));
      await commits.create(project, branch, message, actions);
    },

    boards: (project) =>
      ifSeen(async () => {
        const all = read("the boards", z.array(Board), await boards.all(project, { perPage: 100 }));
        return Promise.all(
          all.map(async ({ id, name, lists }): Promise<FoundBoard> => {
            const known = lists ?? read("its lists", z.array(BoardList), await boards.allLists(project, id));
            return { id, name, labels: labelsOf(known) };
          }),
        );
      }),
    async createBoard(project, name) {
      return read("the new board", z.object({ id: z.number() }), await boards.create(project, name));
    },
    async addBoardList(project, boardId, labelId) {
      await boards.createList(project, boardId, { labelId });
    },
  };

  function membersOf(project: string): Promise<z.infer<typeof Member>[] | undefined> {
    return ifSeen(async () => {
      const all = await projectMembers.all(project, { includeInherited: true, perPage: 100 });
      return read("the members", z.array(Member), all);
    });
  }
}

/** What GitLab does not have, or does not show to this token, is undefined. */
async function ifSeen<Value>(ask: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RefusedRequest && [403, 404, 410].includes(error.status)) return undefined;
    throw error;
  }
}

function read<Value>(what: string, schema: z.ZodType<Value>, answer: unknown): Value {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const why = z.prettifyError(parsed.error);
  throw new OutsideError(`GitLab's answer about ${what} is not understood: ${why}`, "give-up");
}
