import { Projects, ProjectWikis } from "@gitbeaker/rest";
import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type { TrackerPage, TrackerPages } from "../act/ports.ts";
import { RefusedRequest, requester } from "./requester.ts";
import type { TrackerOptions } from "./tracker.ts";

const Page = z.object({ slug: z.string(), content: z.string() });
const Project = z.object({ web_url: z.string() });

/** The wikis of GitLab's projects (REST API v4, "Project wikis") through gitbeaker, as the port the service needs. */
export function gitlabWiki({ url, token, ...talking }: TrackerOptions): TrackerPages {
  const options = { host: url, token, requesterFn: requester(talking), rateLimits: {} };
  const wikis = new ProjectWikis(options);
  const projects = new Projects(options);
  const addresses = new Map<number, Promise<string>>();

  return {
    findPage,

    async createPage(projectId, { title, content }) {
      try {
        return await pageIn(projectId, await wikis.create(projectId, content, title));
      } catch (error) {
        // Which status a title that is taken has depends on GitLab's version.
        if (![400, 409, 422].includes(statusOf(error) ?? 0)) throw refusedWiki(projectId, error);
        const found = await findPage(projectId, slugOf(title));
        if (found) return found;
        throw isDuplicate(error) ? new OutsideError(error.message, "repeat", { cause: error }) : error;
      }
    },

    async updatePage(projectId, slug, content) {
      try {
        await wikis.edit(projectId, slug, { content });
        return "updated";
      } catch (error) {
        if (statusOf(error) === 404) return "gone";
        throw refusedWiki(projectId, error);
      }
    },
  };

  async function findPage(projectId: number, slug: string): Promise<TrackerPage | undefined> {
    try {
      return await pageIn(projectId, await wikis.show(projectId, slug));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw refusedWiki(projectId, error);
    }
  }

  async function pageIn(projectId: number, answer: unknown): Promise<TrackerPage> {
    const { slug, content } = read(`a wiki page of project ${projectId}`, Page, answer);
    const path = slug.split("/").map(encodeURIComponent).join("/");
    return { slug, content, url: `${await addressOf(projectId)}/-/wikis/${path}` };
  }

  /** Asked for once; GitLab leads on from the address that a project had before. */
  function addressOf(projectId: number): Promise<string> {
    const known = addresses.get(projectId);
    if (known) return known;
    const asked = projects
      .show(projectId)
      .then((answer) => read(`project ${projectId}`, Project, answer).web_url)
      .catch((error: unknown) => {
        addresses.delete(projectId);
        throw error;
      });
    addresses.set(projectId, asked);
    return asked;
  }
}

/** Where GitLab puts a page with this title. */
function slugOf(title: string): string {
  return title
    .split("/")
    .map((part) => part.trim().replace(/\s/g, "-"))
    .join("/");
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RefusedRequest ? error.status : undefined;
}

/** GitLab's words for a title that is taken; then the page can be missing for a moment only. */
function isDuplicate(error: unknown): error is RefusedRequest {
  return error instanceof RefusedRequest && /duplicate page|already exists/i.test(error.message);
}

/** A wiki that is switched off answers 403, and 404 to who may not see it; so does one that may only be read. */
function refusedWiki(projectId: number, error: unknown): unknown {
  if (!(error instanceof RefusedRequest) || ![403, 404].includes(error.status)) return error;
  return new OutsideError(
    `The wiki of project ${projectId} is closed to the service (${error.message}). Switch it on under Settings > General > ` +
      "Visibility, project features, permissions, and give the service's user the role Planner or Developer; " +
      "or set `tracker: { kind: link }` in the policy.",
    "give-up",
    { cause: error },
  );
}

function read<Value>(what: string, schema: z.ZodType<Value>, answer: unknown): Value {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new OutsideError(
    `GitLab's answer about ${what} is not understood: ${z.prettifyError(parsed.error)}`,
    "give-up",
  );
}
