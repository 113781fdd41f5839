import { RepositoryFiles } from "@gitbeaker/rest";
import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type { ProjectFiles } from "../act/project-files.ts";
import { RefusedRequest, requester } from "./requester.ts";
import type { TrackerOptions } from "./tracker.ts";

const File = z.object({ encoding: z.literal("base64"), content: z.base64() });

/** The files of a project's repository (REST API v4, "Repository files") through gitbeaker, as the port the service needs. */
export function gitlabFiles({ url: host, token, ...talking }: TrackerOptions): ProjectFiles {
  const files = new RepositoryFiles({ host, token, requesterFn: requester(talking), rateLimits: {} });

  return {
    async read(project, path) {
      try {
        // HEAD is the default branch, whatever it is called.
        const file = File.safeParse(await files.show(project, path, "HEAD"));
        if (file.success) return Buffer.from(file.data.content, "base64").toString("utf8");
        const what = `GitLab's answer about ${path} of ${project} is not understood`;
        throw new OutsideError(`${what}: ${z.prettifyError(file.error)}`, "give-up");
      } catch (error) {
        if (!(error instanceof RefusedRequest)) throw error;
        // A repository without commits has no file either; a project that is not there is another matter.
        if (error.status === 404 && /\b(?:file|commit|tree) not found/i.test(error.message)) return undefined;
        throw new OutsideError(
          `${path} of ${project} cannot be read (${error.message}); is CONFIG_PROJECT right, and has the service's user at least the role Reporter there?`,
          "give-up",
          { cause: error },
        );
      }
    },
  };
}
