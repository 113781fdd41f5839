import {
  IssueLabelEvents,
  IssueLinks,
  IssueNoteAwardEmojis,
  IssueNotes,
  IssueStateEvents,
  Issues,
  ProjectMembers,
  Users,
} from "@gitbeaker/rest";
import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type { IssueTracker } from "../act/ports.ts";
import type { Member as ProjectMember } from "../escalation/issue.ts";
import { parseIssueKey } from "../issue-key.ts";
import { Issue, LabelEvent, LinkedIssue, Member, Note, StateEvent, User } from "./answers.ts";
import { discussionOf } from "./discussion.ts";
import { RefusedRequest, type RequesterOptions, requester } from "./requester.ts";

/** People join and leave seldom; who is looked for and not there is asked for afresh. */
const MEMBERS_KEPT_MS = 5 * 60_000;
/** Clocks differ; what GitLab says happened this long before we began may be ours all the same. */
const CLOCK_SLACK_MS = 60_000;

export interface TrackerOptions extends RequesterOptions {
  /** Base URL of the instance, without a slash at the end. */
  url: string;
  token: string;
}

/** GitLab's REST API (v4) through gitbeaker, as the port the service needs. */
export function gitlabTracker({ url, token, ...talking }: TrackerOptions): IssueTracker {
  const { clock } = talking;
  const options = { host: url, token, requesterFn: requester(talking), rateLimits: {} };
  const issues = new Issues(options);
  const notes = new IssueNotes(options);
  const awards = new IssueNoteAwardEmojis(options);
  const labelEvents = new IssueLabelEvents(options);
  const stateEvents = new IssueStateEvents(options);
  const links = new IssueLinks(options);
  const projectMembers = new ProjectMembers(options);
  const users = new Users(options);
  const kept = new Map<number, { at: number; members: Promise<ReadonlyMap<string, ProjectMember>> }>();

  return {
    url,

    async currentUser() {
      return read("GitLab's own user", User, await users.showCurrentUser());
    },

    async readIssue(key) {
      const { projectId, iid } = parseIssueKey(key);
      try {
        return read(`issue ${key}`, Issue, await issues.show(iid, { projectId }));
      } catch (error) {
        if (error instanceof RefusedRequest && error.status === 404) return undefined;
        throw error;
      }
    },

    async readDiscussion(key) {
      const { projectId, iid } = parseIssueKey(key);
      const all = await notes.all(projectId, iid, { sort: "asc", orderBy: "created_at", perPage: 100 });
      return discussionOf(read(`notes of ${key}`, z.array(Note), all));
    },

    async labelChanges(key) {
      const { projectId, iid } = parseIssueKey(key);
      const events = read(
        `label events of ${key}`,
        z.array(LabelEvent),
        await labelEvents.all(projectId, iid, { perPage: 100 }),
      );
      return events
        .flatMap(({ action, label, user, created_at }) =>
          label ? [{ at: created_at, by: user, label: label.name, added: action === "add" }] : [],
        )
        .sort((a, b) => a.at - b.at);
    },

    async stateChanges(key) {
      const { projectId, iid } = parseIssueKey(key);
      const events = await stateEvents.all(projectId, iid, { perPage: 100 });
      return read(`state events of ${key}`, z.array(StateEvent), events).sort((a, b) => a.at - b.at);
    },

    async linkedIssues(key) {
      const { projectId, iid } = parseIssueKey(key);
      return (
        (await unlessUnseen(async () =>
          read(`links of ${key}`, z.array(LinkedIssue), await links.all(projectId, iid)),
        )) ?? []
      );
    },

    findIssue(project, iid) {
      return unlessUnseen(async () =>
        read(`issue ${project}#${iid}`, LinkedIssue, await issues.show(iid, { projectId: project })),
      );
    },

    async members(projectId, asOf = 0) {
      const now = clock();
      const known = kept.get(projectId);
      if (known && now - known.at < MEMBERS_KEPT_MS && known.at > asOf)
        return { at: known.at, members: await known.members };
      const members = readMembers(projectId);
      const asked = { at: now, members };
      kept.set(projectId, asked);
      members.catch(() => kept.get(projectId) === asked && kept.delete(projectId));
      return { at: now, members: await members };
    },

    async editIssue(key, edit) {
      const { projectId, iid } = parseIssueKey(key);
      const answer = await issues.edit(projectId, iid, {
        ...(edit.addLabels.length > 0 && { addLabels: edit.addLabels.join(",") }),
        ...(edit.removeLabels.length > 0 && { removeLabels: edit.removeLabels.join(",") }),
        ...(edit.assignee && { assigneeIds: [edit.assignee.id] }),
        ...(edit.confidential && { confidential: true }),
        ...(edit.state && { stateEvent: edit.state }),
      });
      const issue = read(`issue ${key}`, Issue, answer);
      // GitLab opens no issue again whose discussion is locked, and says that all is well; one request cannot do both.
      if (edit.state !== "reopen" || issue.state === "opened" || !issue.discussionLocked) return issue;
      await issues.edit(projectId, iid, { discussionLocked: false });
      return read(`issue ${key}`, Issue, await issues.edit(projectId, iid, { stateEvent: "reopen" }));
    },

    async postNote(key, body, internal) {
      const { projectId, iid } = parseIssueKey(key);
      const answer = await notes.create(projectId, iid, body, internal ? { internal: true } : {});
      return { noteId: read(`the new note on ${key}`, z.object({ id: z.number() }), answer).id };
    },

    async react(key, noteId, emoji) {
      const { projectId, iid } = parseIssueKey(key);
      try {
        await awards.award(projectId, iid, noteId, emoji);
      } catch (error) {
        // 404: it stands already, or the comment is gone.
        if (!(error instanceof RefusedRequest) || error.status !== 404) throw error;
      }
    },

    async editNote(key, noteId, body) {
      const { projectId, iid } = parseIssueKey(key);
      try {
        await notes.edit(projectId, iid, noteId, { body });
        return "edited";
      } catch (error) {
        // 403: written by an earlier user of the service, whose token was replaced by another.
        if (error instanceof RefusedRequest && [403, 404].includes(error.status)) return "gone";
        throw error;
      }
    },

    async createIssue(projectId, { title, description, labels = [], confidential, assignee }) {
      const answer = await issues.create(projectId, title, {
        description,
        confidential,
        ...(labels.length > 0 && { labels: labels.join(",") }),
        ...(assignee && { assigneeIds: [assignee.id] }),
      });
      return read(`the new issue of project ${projectId}`, Issue, answer);
    },

    async findCreated(projectId, text, since) {
      const own = await issues.all({
        projectId,
        scope: "created_by_me",
        createdAfter: new Date(since - CLOCK_SLACK_MS).toISOString(),
        orderBy: "created_at",
        sort: "asc",
        perPage: 100,
      });
      return read(`the service's own issues of project ${projectId}`, z.array(Issue), own).find(({ description }) =>
        description.includes(text),
      );
    },

    async linkIssues(key, other) {
      const { projectId, iid } = parseIssueKey(key);
      const target = parseIssueKey(other);
      try {
        await links.create(projectId, iid, target.projectId, target.iid);
      } catch (error) {
        if (!(error instanceof RefusedRequest) || error.status !== 409) throw error;
      }
    },

    async changedIssues(project, changedSince) {
      const all = await issues.all({
        projectId: project,
        ...(changedSince === undefined && { state: "opened" }),
        scope: "all",
        orderBy: "updated_at",
        sort: "desc",
        perPage: 100,
        ...(changedSince !== undefined && { updatedAfter: new Date(changedSince).toISOString() }),
      });
      return read(`issues of ${project}`, z.array(Issue), all);
    },
  };

  async function readMembers(projectId: number): Promise<ReadonlyMap<string, ProjectMember>> {
    const all = await projectMembers.all(projectId, { includeInherited: true, perPage: 100 });
    const members = read(`members of project ${projectId}`, z.array(Member), all).filter(({ active }) => active);
    return new Map(members.map((member) => [member.username.toLowerCase(), member]));
  }
}

/** Undefined for what is gone or not for the service's eyes. */
async function unlessUnseen<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RefusedRequest && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}

/** GitLab's answer as we understand it. One we do not understand will not be understood the next time either. */
function read<Value>(what: string, schema: z.ZodType<Value>, answer: unknown): Value {
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new OutsideError(
      `GitLab's answer about ${what} is not understood: ${z.prettifyError(parsed.error)}`,
      "give-up",
    );
  return parsed.data;
}
