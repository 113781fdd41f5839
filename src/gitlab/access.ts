import { ProjectMembers, Projects } from "@gitbeaker/rest";
import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import { RefusedRequest, requester } from "./requester.ts";
import type { TrackerOptions } from "./tracker.ts";

const Project = z.object({ id: z.number() });
/** `state` is that of the account, `membership_state` that of an invitation that somebody has to approve. */
const Member = z.object({
  username: z.string(),
  name: z.string().catch(""),
  access_level: z.number(),
  state: z.string().catch("active"),
  membership_state: z.string().catch("active"),
});

export interface ProjectMember {
  projectId: number;
  username: string;
  name: string;
  /** GitLab's number: 10 guest to 50 owner. */
  accessLevel: number;
}

export interface ProjectAccess {
  /**
   * A member of a project (its path or id) by their id on GitLab, whether directly or through a group; undefined where they
   * are none, blocked, or not approved yet. Throws `OutsideError`.
   */
  memberOf(project: string, userId: number): Promise<ProjectMember | undefined>;
}

/** Who may do what in a project (REST API v4, "Members", `GET /projects/:id/members/all/:user_id`). */
export function gitlabAccess({ url: host, token, ...talking }: TrackerOptions): ProjectAccess {
  const options = { host, token, requesterFn: requester(talking), rateLimits: {} };
  const projects = new Projects(options);
  const members = new ProjectMembers(options);
  const ids = new Map<string, number>();

  return {
    async memberOf(project, userId) {
      const projectId = await idOf(project);
      try {
        const answer = await members.show(projectId, userId, { includeInherited: true });
        const { username, name, access_level, state, membership_state } = read("a member", Member, answer);
        const isActive = state === "active" && membership_state === "active";
        return isActive ? { projectId, username, name, accessLevel: access_level } : undefined;
      } catch (error) {
        if (error instanceof RefusedRequest && error.status === 404) return undefined;
        throw error;
      }
    },
  };

  async function idOf(project: string): Promise<number> {
    const known = ids.get(project);
    if (known !== undefined) return known;
    const { id } = read(`project ${project}`, Project, await projects.show(project));
    ids.set(project, id);
    return id;
  }
}

function read<Value>(what: string, schema: z.ZodType<Value>, answer: unknown): Value {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new OutsideError(
    `GitLab's answer about ${what} is not understood: ${z.prettifyError(parsed.error)}`,
    "give-up",
  );
}
