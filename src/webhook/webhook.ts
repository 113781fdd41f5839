import * as z from "zod";

/**
 * The little of a webhook that is read here, over all versions of GitLab: what is missing, null or of another type is
 * simply not there, since what others send is theirs to change.
 */
const Id = maybe(z.int().positive());
const Text = maybe(z.string());
const Labels = maybe(z.array(maybe(z.object({ title: Text }))));

const Issue = z.object({ iid: Id, project_id: Id, type: Text, description: Text, labels: Labels });
export type Issue = z.infer<typeof Issue>;

const Paths = maybe(z.array(z.string()));

const Webhook = z.object({
  object_kind: Text,
  /** Stands in for `object_kind` in system hooks. */
  event_name: Text,
  /** Who did it, but for notes. Without an id before about 2021. */
  user: maybe(z.object({ id: Id })),
  /** Null where a group's item is meant (epics). */
  project: maybe(z.object({ id: Id, path_with_namespace: Text, default_branch: Text })),
  project_id: Id,
  /** The issue itself, or the note. */
  object_attributes: maybe(Issue.extend({ author_id: Id, noteable_type: Text })),
  /** The issue a note stands on. */
  issue: maybe(Issue),
  /** Of a push: the branch, and its newest commits (20 at most) of how many. */
  ref: Text,
  commits: maybe(z.array(maybe(z.object({ added: Paths, modified: Paths, removed: Paths })))),
  total_commits_count: maybe(z.number()),
  labels: Labels,
  changes: maybe(z.object({ labels: maybe(z.object({ previous: Labels, current: Labels })) })),
});
export type Webhook = z.infer<typeof Webhook>;

/** Reads parsed JSON as a webhook. Undefined for what is none: no object, or neither `object_kind` nor `event_name`. */
export function readWebhook(payload: unknown): Webhook | undefined {
  const webhook = Webhook.safeParse(payload).data;
  return webhook?.object_kind || webhook?.event_name ? webhook : undefined;
}

function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().catch(undefined);
}
