import type { Webhook } from "./webhook.ts";

/** The project whose default branch has policy and directory. */
export interface ConfigurationProject {
  /** Full path or id; case does not count. */
  project: string;
  /** The files within it. */
  paths: readonly string[];
}

/**
 * Whether a webhook tells of a push to the default branch that may have changed one of the files. GitLab lists the newest
 * commits only, and none at all for a first push: what cannot be told counts as changed.
 */
export function touchesConfiguration(webhook: Webhook, { project, paths }: ConfigurationProject): boolean {
  if (webhook.object_kind !== "push") return false;
  const { project: from, project_id, ref, commits, total_commits_count } = webhook;
  const names = [from?.id ?? project_id, from?.path_with_namespace];
  if (!names.some((name) => `${name ?? ""}`.toLowerCase() === project.toLowerCase())) return false;
  const branch = from?.default_branch;
  if (branch && ref !== `refs/heads/${branch}`) return false;
  const listed = commits ?? [];
  if (listed.length === 0 || (total_commits_count ?? 0) > listed.length) return true;
  return listed.some((commit) =>
    [commit?.added, commit?.modified, commit?.removed].flat().some((path) => path && paths.includes(path)),
  );
}
