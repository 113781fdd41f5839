import type { FoundLabel, LabelLook } from "../act/project-setup.ts";

export interface WantedLabel extends LabelLook {
  /** Names it had before. */
  previously: readonly string[];
}

export type LabelState =
  | { state: "right"; wanted: WantedLabel; found: FoundLabel }
  | { state: "missing"; wanted: WantedLabel }
  /** Under its name, but not as it should look. */
  | { state: "wrong"; wanted: WantedLabel; found: FoundLabel; what: readonly string[] }
  /** `by`: our file says so (`previously`), or somebody in GitLab gave it another name and left the rest. */
  | { state: "renamed"; wanted: WantedLabel; found: FoundLabel; what: readonly string[]; by: "us" | "somebody" };

/**
 * What became of each label. One that was renamed by hand is known by its description, which GitLab's users seldom change
 * with the name and which no two of ours share.
 */
export function matchLabels(wanted: readonly WantedLabel[], found: readonly FoundLabel[]): LabelState[] {
  const known = new Set(wanted.map(({ name }) => name));
  const named = new Map(found.map((label) => [label.name, label]));
  const strays = found.filter(({ name, isInherited }) => !known.has(name) && !isInherited);
  return wanted.map((label): LabelState => {
    const here = named.get(label.name);
    if (here) {
      const what = differences(label, here);
      // What belongs to a group is the group's to change.
      return what.length === 0 || here.isInherited
        ? { state: "right", wanted: label, found: here }
        : { state: "wrong", wanted: label, found: here, what };
    }
    const before = strays.find(({ name }) => label.previously.includes(name));
    const renamed = before ?? strays.find(({ description }) => description.trim() === label.description);
    if (!renamed) return { state: "missing", wanted: label };
    const what = [`renamed to "${label.name}"`, ...differences(label, renamed)];
    return { state: "renamed", wanted: label, found: renamed, what, by: before ? "us" : "somebody" };
  });
}

function differences(wanted: LabelLook, found: LabelLook): string[] {
  return [
    ...(sameColor(wanted.color, found.color) ? [] : [`coloured ${wanted.color} instead of ${found.color || "none"}`]),
    ...(wanted.description === found.description.trim() ? [] : ["described anew"]),
  ];
}

/** GitLab may write `#FFF` or `#FFFFFF` for what was given as `#ffffff`. */
function sameColor(a: string, b: string): boolean {
  return full(a) === full(b);
}

function full(color: string): string {
  return color
    .trim()
    .toLowerCase()
    .replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/, "#$1$1$2$2$3$3");
}
