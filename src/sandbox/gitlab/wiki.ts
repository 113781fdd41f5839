import { GitLabError, notFound } from "./gitlab-error.ts";
import type { Project, WikiPage } from "./model.ts";
import type { World } from "./world.ts";

/** A page's address: its title with blanks as dashes; a slash in the title makes a folder. */
export function wikiSlug(title: string): string {
  return title.trim().replace(/\s+/g, "-");
}

export function wikiPage(project: Project, slug: string): WikiPage {
  const page = project.wiki.find((candidate) => candidate.slug === slug);
  if (!page) throw notFound("Wiki Page");
  return page;
}

/** Creates a page. Throws a 422 where one with that title is already there. */
export function createWikiPage(
  world: World,
  project: Project,
  { title, content, format = "markdown" }: { title: string; content: string; format?: string | undefined },
): WikiPage {
  const slug = wikiSlug(title);
  if (project.wiki.some((page) => page.slug === slug)) throw duplicate();
  const page: WikiPage = { id: world.nextId("wiki"), slug, title, content, format };
  project.wiki.push(page);
  return page;
}

/** Changes a page in place; a new title moves it to a new slug. There is no locking: the last write wins. */
export function updateWikiPage(
  project: Project,
  page: WikiPage,
  patch: { title?: string | undefined; content?: string | undefined; format?: string | undefined },
): void {
  const slug = patch.title === undefined ? page.slug : wikiSlug(patch.title);
  if (slug !== page.slug && project.wiki.some((other) => other.slug === slug)) throw duplicate();
  Object.assign(page, {
    slug,
    title: patch.title ?? page.title,
    content: patch.content ?? page.content,
    format: patch.format ?? page.format,
  } satisfies Partial<WikiPage>);
}

function duplicate(): GitLabError {
  return new GitLabError(422, { message: "Duplicate page: A page with that title already exists" });
}
