import type { FileToCommit, FoundFile } from "../act/project-setup.ts";
import type { Obstacle, Plan, ProjectStep } from "./steps.ts";

const FOLDER = ".gitlab/issue_templates";

/** A file of `issue_templates/`; `name` with its `.md`. */
export interface WantedTemplate {
  name: string;
  content: string;
}

/** Where GitLab looks for issue templates (doc/user/project/description_templates.md). */
export function templatePath({ name }: Pick<WantedTemplate, "name">): string {
  return `${FOLDER}/${name}`;
}

/** Browsers that edit a file there may end its lines their way. */
export function isSameTemplate(wanted: WantedTemplate, found: Pick<FoundFile, "content">): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trimEnd();
  return plain(wanted.content) === plain(found.content);
}

const unseen: Obstacle = {
  what: "the repository cannot be read with this token, so nobody knows whether the issue templates are there",
  remedy:
    "run this once with a Maintainer's token: GITLAB_TOKEN=… escalations provision; or put the files of issue_templates/ there by hand",
};

/** One commit of the templates that are missing or differ; none where none does. `found` is by path. */
export function planTemplates(
  wanted: readonly WantedTemplate[],
  found: ReadonlyMap<string, FoundFile> | undefined,
  branch: string,
): Plan<ProjectStep> {
  if (!found) return { steps: [], obstacles: [unseen] };
  const files = wanted.flatMap((template): FileToCommit[] => {
    const path = templatePath(template);
    const there = found.get(path);
    if (!there) return [{ action: "create", path, content: template.content }];
    if (isSameTemplate(template, there)) return [];
    return [{ action: "update", path, content: template.content, lastCommitId: there.lastCommitId }];
  });
  return { steps: files.length === 0 ? [] : [{ type: "commit-templates", branch, files }], obstacles: [] };
}
