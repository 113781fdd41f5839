import type { FoundBoard } from "../act/project-setup.ts";
import type { Obstacle, Plan, ProjectStep } from "./steps.ts";

export const BOARD = "Escalations by severity";

/** A board with a list for each severity. One that people have made with all of them will do. */
export function planBoard(
  boards: readonly FoundBoard[] | undefined,
  severityLabels: readonly string[],
): Plan<ProjectStep> {
  if (!boards) return { steps: [], obstacles: [noBoards] };
  const lacking = ({ labels }: FoundBoard) => severityLabels.filter((name) => !labels.includes(name));
  if (boards.some((board) => lacking(board).length === 0)) return { steps: [], obstacles: [] };
  const ours = boards.find(({ name }) => name === BOARD);
  const labels = ours ? lacking(ours) : severityLabels;
  return { steps: [{ type: "complete-board", id: ours?.id, name: BOARD, labels }], obstacles: [] };
}

const noBoards: Obstacle = {
  what: "this GitLab shows no issue boards to the token",
  remedy: "make a board with a list for each severity by hand, if you want one; the service does without",
  isMinor: true,
};
