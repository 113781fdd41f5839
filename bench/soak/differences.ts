/** Where two things differ, one line for each part: where, what it is, what it should be. */
export function differences(is: unknown, should: unknown, where = ""): string[] {
  if (isBranch(is) && isBranch(should) && Array.isArray(is) === Array.isArray(should)) {
    if (Array.isArray(is) && Array.isArray(should) && [...is, ...should].every((item) => !isBranch(item)))
      return JSON.stringify(is) === JSON.stringify(should) ? [] : [line(is, should, where)];
    const names = [...new Set([...Object.keys(is), ...Object.keys(should)])];
    return names.flatMap((name) =>
      differences(Reflect.get(is, name), Reflect.get(should, name), where === "" ? name : `${where}.${name}`),
    );
  }
  return is === should ? [] : [line(is, should, where)];
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function line(is: unknown, should: unknown, where: string): string {
  return `${where} is ${JSON.stringify(is)} and should be ${JSON.stringify(should)}`;
}
