import { z } from "zod";
import { assertMay, isPlanner } from "../access.ts";
import { badRequest, conflict, notFound } from "../gitlab-error.ts";
import { createLabel, labelNamed } from "../labels.ts";
import type { Label, Project } from "../model.ts";
import type { World } from "../world.ts";
import { labelEntity } from "./entities.ts";
import { locatedProject } from "./located.ts";
import { paged } from "./page.ts";
import { type Call, created, flag, integer, noContent, ok, pathParameter, type Route, readInput } from "./route.ts";

const color = z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i);
const priority = z.union([z.literal("").transform(() => null), z.null(), integer]);
const LabelQuery = z.object({ search: z.string().optional(), with_counts: flag.default(false) });
const NewLabel = z.object({
  name: z.string(),
  color: z.string(),
  description: z.string().nullish(),
  priority: priority.optional(),
});
const LabelPatch = z.object({
  new_name: z.string().optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
  priority: priority.optional(),
});

export function labelRoutes(world: World): Route[] {
  const base = "/projects/:id/labels";
  return [
    {
      method: "get",
      path: base,
      handle(call) {
        const project = locatedProject(world, call);
        const { search, with_counts } = readInput(call, LabelQuery);
        const found = project.labels
          .filter(({ name }) => name.toLowerCase().includes((search ?? "").toLowerCase()))
          .sort((a, b) => a.name.localeCompare(b.name));
        return paged(call, found, (label) => labelEntity(project, label, { counts: with_counts }));
      },
    },
    {
      method: "post",
      path: base,
      handle(call) {
        const project = locatedProject(world, call);
        assertMay(isPlanner(project, call.user));
        const input = readInput(call, NewLabel);
        validate(input.name, input.color);
        if (labelNamed(project, input.name)) throw conflict("Label already exists");
        return created(labelEntity(project, createLabel(world, project, input)));
      },
    },
    {
      method: "get",
      path: `${base}/:label`,
      handle(call) {
        const project = locatedProject(world, call);
        return ok(labelEntity(project, locatedLabel(project, call)));
      },
    },
    {
      method: "put",
      path: `${base}/:label`,
      handle(call) {
        const project = locatedProject(world, call);
        assertMay(isPlanner(project, call.user));
        const label = locatedLabel(project, call);
        const { new_name, ...patch } = readInput(call, LabelPatch);
        validate(new_name ?? label.name, patch.color ?? label.color);
        const clash = new_name === undefined ? undefined : labelNamed(project, new_name);
        if (clash && clash !== label) throw badRequest({ title: ["has already been taken"] });
        label.name = new_name ?? label.name;
        label.color = patch.color ?? label.color;
        if (patch.description !== undefined) label.description = patch.description;
        if (patch.priority !== undefined) label.priority = patch.priority;
        label.updatedAt = world.clock();
        return ok(labelEntity(project, label));
      },
    },
    {
      method: "delete",
      path: `${base}/:label`,
      handle(call) {
        const project = locatedProject(world, call);
        assertMay(isPlanner(project, call.user));
        const label = locatedLabel(project, call);
        // Issues lose it without an event or a webhook; their label events keep a null in its place.
        project.labels = project.labels.filter((other) => other !== label);
        for (const issue of project.issues) issue.labelIds = issue.labelIds.filter((id) => id !== label.id);
        return noContent;
      },
    },
  ];
}

function locatedLabel(project: Project, call: Call): Label {
  const idOrName = pathParameter(call, "label");
  const label = project.labels.find(({ id }) => String(id) === idOrName) ?? labelNamed(project, idOrName);
  if (!label) throw notFound("Label");
  return label;
}

function validate(name: string, shade: string): void {
  if (name.trim() === "") throw badRequest({ title: ["can't be blank"] });
  if (name.includes(",")) throw badRequest({ title: ["is invalid"] });
  // Names of CSS colours are allowed as well.
  if (!color.safeParse(shade).success && !/^[a-z]+$/i.test(shade)) {
    throw badRequest({ color: ["must be a valid color code"] });
  }
}
