/** When authentic deliveries of a project came last, whatever they were about. */
export interface Heard {
  /** `names` are the project's id and full path, as the delivery has them. */
  note(names: readonly (string | number | null | undefined)[], at: number): void;
  /** By path or id (ms). */
  at(project: string): number | undefined;
}

export function createHeard(projects: readonly string[]): Heard {
  const times = new Map<string, number>();
  const ours = new Set(projects.map(folded));
  return {
    note(names, at) {
      for (const name of names) if (name != null && ours.has(folded(name))) times.set(folded(name), at);
    },
    at: (project) => times.get(folded(project)),
  };
}

function folded(name: string | number): string {
  return `${name}`.trim().toLowerCase();
}
