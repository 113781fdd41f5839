import { shown } from "./values.ts";

/**
 * What differs between two versions of a policy or directory as they were read, defaults included: a line for each value,
 * such as `dri.ask_every: "PT1H" → "PT2H"`. Entries of a list go by their name or id, where they have one, else by number.
 */
export function differences(before: unknown, after: unknown, path = ""): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [was, is] = [entriesOf(before), entriesOf(after)];
  if (!was || !is) {
    if (before === undefined) return [`${path}: new, ${shown(after)}`];
    if (after === undefined) return [`${path}: left out, was ${shown(before)}`];
    return [`${path}: ${shown(before)} → ${shown(after)}`];
  }
  const found = [...new Set([...was.keys(), ...is.keys()])].flatMap((key) =>
    differences(was.get(key), is.get(key), path === "" ? key : `${path}.${key}`),
  );
  return found.length > 0 ? found : [`${path}: another order`];
}

/** Undefined for a single value, and for a list of them. */
function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const isOfMappings = value.length > 0 && value.every((one) => typeof one === "object" && one !== null);
  return isOfMappings ? new Map(value.map((one, index) => [nameOf(one, index), one])) : undefined;
}

function nameOf(entry: object, index: number): string {
  const { name, id } = { name: undefined, id: undefined, ...entry };
  return typeof name === "string" ? name : typeof id === "string" ? id : `${index + 1}`;
}
