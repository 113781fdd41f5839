import { z } from "zod";
import type {
  Issue as EscalationIssue,
  LinkedIssue as EscalationLinkedIssue,
  Note as IssueNote,
  StateChange as IssueStateChange,
  Member as ProjectMember,
} from "../escalation/issue.ts";
import { type IssueKey, issueKey } from "../issue-key.ts";

/** GitLab's answers, permissive: only the fields that are used, so that new ones and old versions do no harm. */
const Person = z.object({ id: z.number(), username: z.string(), name: z.string().catch("") });

/** Whoever did it may have been deleted since. */
const Author = Person.nullish().transform((person) => person ?? { id: 0, username: "ghost", name: "" });

/** All times of the REST API are ISO 8601. */
const Time = z.string().transform((text, ctx) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) ctx.addIssue(`"${text}" is not a time`);
  return at;
});

const Label = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

export const Issue = z
  .object({
    iid: z.number(),
    project_id: z.number(),
    title: z.string(),
    description: z.string().nullish(),
    labels: z.array(Label),
    assignees: z.array(Person).nullish(),
    author: Person,
    state: z.enum(["opened", "closed"]).catch("opened"),
    confidential: z.boolean().catch(false),
    created_at: Time,
    updated_at: Time,
    web_url: z.string(),
    user_notes_count: z.number().nullish(),
    service_desk_reply_to: z.string().nullish(),
    discussion_locked: z.boolean().nullish().catch(undefined),
    closed_at: Time.nullish().catch(undefined),
    closed_by: Person.nullish().catch(undefined),
    references: z.object({ full: z.string() }).optional().catch(undefined),
    moved_to_id: z.number().nullish().catch(undefined),
    _links: z.object({ closed_as_duplicate_of: z.string().nullish() }).nullish().catch(undefined),
  })
  .transform((issue): EscalationIssue => {
    const duplicateOf = issueAtAddress(issue._links?.closed_as_duplicate_of);
    return {
      key: issueKey({ projectId: issue.project_id, iid: issue.iid }),
      projectId: issue.project_id,
      iid: issue.iid,
      title: issue.title,
      description: issue.description ?? "",
      labels: issue.labels,
      assignees: issue.assignees ?? [],
      author: issue.author,
      state: issue.state,
      confidential: issue.confidential,
      createdAt: issue.created_at,
      updatedAt: issue.updated_at,
      webUrl: issue.web_url,
      notesCount: issue.user_notes_count ?? null,
      serviceDesk: issue.service_desk_reply_to != null || issue.author.username === "support-bot",
      ...(issue.discussion_locked && { discussionLocked: true }),
      ...(issue.references && { reference: issue.references.full }),
      ...(issue.closed_at != null && { closedAt: issue.closed_at }),
      ...(issue.closed_by != null && { closedBy: issue.closed_by }),
      ...(issue.moved_to_id != null && { movedToId: issue.moved_to_id }),
      ...(duplicateOf && { duplicateOf }),
    };
  });

/** GitLab names the original of a duplicate by its address in the API. */
function issueAtAddress(address: string | null | undefined): IssueKey | undefined {
  const [, projectId, iid] = /\/projects\/(\d+)\/issues\/(\d+)$/.exec(address ?? "") ?? [];
  return projectId === undefined ? undefined : issueKey({ projectId: Number(projectId), iid: Number(iid) });
}

export const User = Person;

export const Note = z
  .object({
    id: z.number(),
    body: z.string(),
    author: Author,
    created_at: Time,
    system: z.boolean().catch(false),
    internal: z.boolean().nullish(),
  })
  .transform((note): IssueNote & { system: boolean } => ({
    id: note.id,
    body: note.body,
    author: note.author,
    createdAt: note.created_at,
    internal: note.internal ?? false,
    system: note.system,
  }));

/** `state` is "active" save for people who are blocked or were taken off. */
export const Member = Person.extend({ access_level: z.number(), state: z.string().catch("active") }).transform(
  ({ id, username, name, access_level, state }): ProjectMember & { active: boolean } => ({
    id,
    username,
    name,
    accessLevel: access_level,
    active: state === "active",
  }),
);

/** `label` is null where it was deleted since. */
export const LabelEvent = z.object({
  user: Author,
  created_at: Time,
  action: z.enum(["add", "remove"]).catch("remove"),
  label: z.object({ name: z.string() }).nullish(),
});

/** GitLab says `reopened` where an issue was opened again; `opened` in its documentation. */
export const StateEvent = z
  .object({
    user: Author,
    created_at: Time,
    state: z.string(),
    source_commit: z.string().nullish().catch(undefined),
    source_merge_request_id: z.number().nullish().catch(undefined),
  })
  .transform(
    (event): IssueStateChange => ({
      at: event.created_at,
      by: event.user,
      to: event.state === "closed" ? "closed" : "opened",
      ...(event.source_commit != null && { via: "commit" }),
      ...(event.source_merge_request_id != null && { via: "merge-request" }),
    }),
  );

export const LinkedIssue = z
  .object({
    iid: z.number(),
    project_id: z.number(),
    title: z.string(),
    state: z.enum(["opened", "closed"]).catch("opened"),
    labels: z.array(Label).catch([]),
    web_url: z.string(),
    references: z.object({ full: z.string() }).optional().catch(undefined),
  })
  .transform(
    (issue): EscalationLinkedIssue => ({
      key: issueKey({ projectId: issue.project_id, iid: issue.iid }),
      reference: issue.references?.full ?? issue.web_url,
      title: issue.title,
      state: issue.state,
      labels: issue.labels,
      webUrl: issue.web_url,
    }),
  );
