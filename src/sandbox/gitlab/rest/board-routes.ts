import { z } from "zod";
import { assertMay, isPlanner } from "../access.ts";
import { badRequest, notFound } from "../gitlab-error.ts";
import type { Board, Project } from "../model.ts";
import { labelById, type World } from "../world.ts";
import { labelEntity } from "./entities.ts";
import { locatedProject } from "./located.ts";
import { paged } from "./page.ts";
import { type Call, created, integer, noContent, numberInPath, type Route, readInput } from "./route.ts";

/** Issue boards with lists by label, which every tier has. */
export function boardRoutes(world: World): Route[] {
  const boards = "/projects/:id/boards";
  return [
    {
      method: "get",
      path: boards,
      handle: (call) => {
        const project = locatedProject(world, call);
        return paged(call, project.boards, (board) => boardEntity(project, board));
      },
    },
    {
      method: "post",
      path: boards,
      handle(call) {
        const project = locatedProject(world, call);
        assertMay(isPlanner(project, call.user));
        const { name } = readInput(call, z.object({ name: z.string() }));
        const board: Board = { id: world.nextId("board"), name, lists: [] };
        project.boards.push(board);
        return created(boardEntity(project, board));
      },
    },
    {
      method: "get",
      path: `${boards}/:board_id/lists`,
      handle(call) {
        const { project, board } = locatedBoard(world, call);
        return paged(call, boardEntity(project, board).lists, (list) => list);
      },
    },
    {
      method: "post",
      path: `${boards}/:board_id/lists`,
      handle(call) {
        const { project, board } = locatedBoard(world, call);
        assertMay(isPlanner(project, call.user));
        const { label_id } = readInput(call, z.object({ label_id: integer }));
        if (!labelById(project, label_id)) throw badRequest("Label not found!");
        if (board.lists.some(({ labelId }) => labelId === label_id))
          throw badRequest({ label_id: ["has already been taken"] });
        board.lists.push({ id: world.nextId("list"), labelId: label_id });
        return created(boardEntity(project, board).lists.at(-1));
      },
    },
    {
      method: "delete",
      path: `${boards}/:board_id`,
      handle(call) {
        const { project, board } = locatedBoard(world, call);
        assertMay(isPlanner(project, call.user));
        project.boards = project.boards.filter((one) => one !== board);
        return noContent;
      },
    },
  ];
}

function locatedBoard(world: World, call: Call): { project: Project; board: Board } {
  const project = locatedProject(world, call);
  const board = project.boards.find(({ id }) => id === numberInPath(call, "board_id"));
  if (!board) throw notFound("Board");
  return { project, board };
}

function boardEntity(project: Project, board: Board) {
  const lists = board.lists.flatMap((list, position) => {
    const label = labelById(project, list.labelId);
    return label ? [{ id: list.id, label: labelEntity(project, label), position, list_type: "label" }] : [];
  });
  return {
    id: board.id,
    name: board.name,
    hide_backlog_list: false,
    hide_closed_list: false,
    project: { id: project.id, path_with_namespace: project.path },
    lists,
  };
}
