import { labelNamed } from "../labels.ts";
import type { Issue, Label, Project, User } from "../model.ts";
import { userNamed, type World } from "../world.ts";

/**
 * Labels in a quick action's argument: `~name`, `~"name with spaces"`, or bare names. Without quotes a name ends at the first colon,
 * so a scoped label needs them. Only labels that exist are found; a quick action makes none.
 */
export function labelReferences(project: Project, argument: string): Label[] {
  const names = argument.includes("~")
    ? [...argument.matchAll(/~(?:"([^"]+)"|'([^']+)'|([\p{L}\p{N}_\-?.&@]+))/gu)].map(
        ([, a, b, c]) => a ?? b ?? c ?? "",
      )
    : [...argument.matchAll(/"([^"]+)"|(\S+)/g)].map(([, a, b]) => a ?? b ?? "");
  return names.map((name) => labelNamed(project, name)).filter((label) => label !== undefined);
}

/** `@name` and `me`. */
export function userReferences(world: World, actor: User, argument: string): User[] {
  return argument
    .split(/[\s,]+/)
    .map((word) => (word === "me" ? actor : userNamed(world, word.replace(/^@/, ""))))
    .filter((user) => user !== undefined);
}

/** `#12`, `group/project#12` or the issue's address. */
export function issueReference(world: World, project: Project, argument: string): Issue | undefined {
  const match =
    /(?:^|\s)(?<path>[\w./-]+)?#(?<iid>\d+)/.exec(argument) ??
    /\/(?<path>[\w./-]+)\/-\/(?:issues|work_items)\/(?<iid>\d+)/.exec(argument);
  const iid = Number(match?.groups?.["iid"]);
  const path = match?.groups?.["path"];
  const home = path === undefined ? project : world.projects.find((candidate) => path.endsWith(candidate.path));
  return home?.issues.find((issue) => issue.iid === iid);
}
