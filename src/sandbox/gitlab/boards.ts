import { notFound } from "./gitlab-error.ts";
import { changeIssue } from "./issue-change.ts";
import { labelNamed } from "./labels.ts";
import type { Issue, Project, User } from "./model.ts";
import type { World } from "./world.ts";

/**
 * Drags a card of the project's first board to its list "Open" or "Closed", or to that of a label. "Closed" takes off every
 * label that has a list on the board, not only the one the card came from (app/services/boards/base_item_move_service.rb,
 * `remove_label_ids`). The change goes the way of the API, so it is told twice.
 */
export function moveOnBoard(world: World, project: Project, issue: Issue, actor: User, to: string): void {
  const [board] = project.boards;
  if (!board) throw notFound("Board");
  const onBoard = board.lists.map(({ labelId }) => labelId);
  const label = labelNamed(project, to);
  if (!["Open", "Closed"].includes(to) && !(label && onBoard.includes(label.id))) throw notFound("List");
  changeIssue(world, project, issue, actor, {
    stateEvent: to === "Closed" ? "close" : issue.state === "closed" ? "reopen" : undefined,
    labels: { add: label ? [label.id] : [], remove: onBoard.filter((id) => id !== label?.id) },
  });
}
