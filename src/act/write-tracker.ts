import { type LogEntry, withEntry } from "../escalation/tracker-page/log.ts";
import { newPage, type TrackerSections, withSections } from "../escalation/tracker-page/sections.ts";
import { OutsideError } from "./outside-error.ts";
import type { TrackerPages } from "./ports.ts";

export interface TrackerRequest {
  projectId: number;
  /** Of the page, once there is one. */
  slug?: string | undefined;
  /** What a new page is called; the same for every attempt, for a page whose making got no answer is found by it. */
  title: string;
  /** The process owners' template. */
  template: string;
  sections: TrackerSections;
  /** What the log should have; what it has already is left as it is. */
  entries?: readonly LogEntry[];
}

/** Writes in a row to one page, before whoever keeps changing it is left alone for a while. */
const MOST_WRITES = 3;
const BUSY_RETRY_MS = 60_000;

/**
 * Brings the tracker document up to date (P-OPEN-4), and makes it where there is none. Repeating does no harm. Throws
 * `OutsideError`.
 *
 * GitLab replaces a page as a whole and cannot be told which version it should replace. So the page is read right before
 * it is written, and read again afterwards: where somebody saved over it in between, their page is taken as it is and ours
 * is put into that. GitLab's editor asks people to look again where the page has changed since they opened it. What
 * remains is a save that reaches GitLab between our read and our write, some hundredths of a second apart: the page's
 * history keeps it, and the API has no way to see it. Entries that got lost so come back with the next run that names them.
 */
export async function writeTracker(
  request: TrackerRequest,
  pages: TrackerPages,
): Promise<{ slug: string; url: string }> {
  const { projectId } = request;
  const create = () => pages.createPage(projectId, { title: request.title, content: merged(first(request), request) });
  const current = async (slug: string) => (await pages.findPage(projectId, slug)) ?? (await create());

  let page = request.slug === undefined ? await create() : await current(request.slug);
  for (let writes = 0; ; writes += 1) {
    const content = merged(page.content, request);
    if (content === page.content) return { slug: page.slug, url: page.url };
    if (writes === MOST_WRITES) break;
    await pages.updatePage(projectId, page.slug, content);
    page = await current(page.slug);
  }
  throw new OutsideError(`The tracker document ${page.url} is being changed all the time`, "repeat", {
    retryAfterMs: BUSY_RETRY_MS,
  });
}

function first({ template, sections }: TrackerRequest): string {
  return newPage(template, sections);
}

function merged(page: string, { template, sections, entries = [] }: TrackerRequest): string {
  return entries.reduce((kept, entry) => withEntry(kept, entry, template), withSections(page, sections, template));
}
