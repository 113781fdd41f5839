import type { Directory } from "../policy/directory.ts";

/** Every username that the directory names, once, in its order. */
export function peopleOf(directory: Directory): string[] {
  const { people, customers, regions, executives, product_areas, support } = directory;
  const named = [
    ...Object.keys(people),
    ...customers.flatMap(({ csm, csm_manager, account_manager, ps_project_manager }) => [
      ...[csm, csm_manager, account_manager, ps_project_manager],
    ]),
    ...Object.values(regions).flatMap(({ csm_leader, csm_managers, customer_success_engineering_leader }) => [
      ...[csm_leader, ...csm_managers, customer_success_engineering_leader],
    ]),
    ...Object.values(executives),
    ...Object.values(product_areas).flatMap((area) => Object.values(area)),
    ...support.on_call,
  ];
  const known = new Map<string, string>();
  for (const name of named)
    if (name !== undefined && !known.has(name.toLowerCase())) known.set(name.toLowerCase(), name);
  return [...known.values()];
}
