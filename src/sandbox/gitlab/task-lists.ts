/** A list item with a box, as GitLab finds them line by line (app/models/concerns/taskable.rb). */
const ITEM = /^(?:> {0,4})*\s*(?:(?:[-+*]|\d+\.)\s*)+\s\[([ xX])\](\s.+)$/;

interface Task {
  source: string;
  done: boolean;
}

/**
 * What GitLab notes of a changed description: one note for each box that was ticked or cleared, else that the description
 * changed. Boxes are compared by their place, and one whose text changed too counts as another. The item's Markdown is
 * escaped, as GitLab.com does it.
 */
export function descriptionNotes(before: string | null, after: string | null): string[] {
  const old = tasksIn(before ?? "");
  const changed = tasksIn(after ?? "").filter(({ source, done }, index) => {
    const was = old[index];
    return was?.source === source && was.done !== done;
  });
  if (changed.length === 0) return ["changed the description"];
  return changed.map(
    ({ source, done }) => `marked the checklist item **${escaped(source)}** as ${done ? "completed" : "incomplete"}`,
  );
}

function tasksIn(description: string): Task[] {
  return description.split("\n").flatMap((line) => {
    const [, box, label] = ITEM.exec(line) ?? [];
    return box === undefined || label === undefined ? [] : [{ source: label.trim(), done: box !== " " }];
  });
}

function escaped(markdown: string): string {
  return markdown.replace(/[\\`*_{}[\]()#+\-.!|~<>=&$"]/g, "\\$&");
}
