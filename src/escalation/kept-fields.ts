import { type Fields, readFields } from "./fields.ts";

/** An issue is looked at several times within a while, and its description seldom changes in between. */
const MOST_KEPT = 200;
const LONGEST_KEPT = 20_000;

/** Those used last stand last. */
const kept = new Map<string, Fields>();

/** As `readFields`, which takes milliseconds: what was read lately is not read again. */
export function fieldsOf(description: string): Fields {
  const known = kept.get(description);
  const fields = known ?? readFields(description);
  if (description.length > LONGEST_KEPT) return fields;
  kept.delete(description);
  kept.set(description, fields);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return fields;
}
