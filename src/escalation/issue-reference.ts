/** Where an issue is: its project by full path or id, and its number there. */
export interface IssueReference {
  project: string;
  iid: number;
}

const PAGE = /^([^/]+\/.+?)\/-\/(?:issues|work_items|incidents|issues\/incident)\/(\d{1,9})\/?$/;
const SHORT = /^(?:([\w.-]+(?:\/[\w.-]+)+))?#(\d{1,9})$/;

/**
 * The issue that somebody names, by its address or as GitLab refers to issues: `group/project#12`, or `#12` for one of
 * `project`. Undefined for anything else, and for another GitLab's issues.
 */
export function readIssueReference(
  typed: string,
  { gitlabUrl, project }: { gitlabUrl: string; project: string | undefined },
): IssueReference | undefined {
  const text = typed.trim();
  const [, named = project, number] = SHORT.exec(text) ?? [];
  if (number !== undefined && named !== undefined) return { project: named, iid: Number(number) };

  const base = `${gitlabUrl.replace(/\/+$/, "")}/`;
  if (!URL.canParse(text) || !URL.canParse(base)) return undefined;
  const { origin, pathname } = new URL(text);
  const here = new URL(base);
  if (origin !== here.origin || !pathname.startsWith(here.pathname)) return undefined;
  const [, path, iid] = PAGE.exec(pathname.slice(here.pathname.length)) ?? [];
  return path === undefined || iid === undefined ? undefined : { project: path, iid: Number(iid) };
}
