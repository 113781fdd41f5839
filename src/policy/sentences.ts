import { z } from "zod";
import { nearest } from "./nearest.ts";
import { shown } from "./values.ts";

/** What is wrong with a value, in the words of whoever edits the file. */
export interface Sentence {
  path: readonly PropertyKey[];
  message: string;
}

/** Says what zod found, which was asked to report the input, in sentences. Own messages of a schema are taken as they are. */
export function sentencesOf(issue: z.core.$ZodIssue, schema: z.ZodType): Sentence[] {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, knownKeys(schema, path)) }));
    case "invalid_key":
      return issue.issues.map(({ message }) => ({ path, message }));
    case "invalid_union":
      return unionSentences(issue, schema);
    case "invalid_type":
    case "invalid_value":
      return [{ path, message: wrongValue(issue) }];
    default:
      return [{ path, message: issue.message }];
  }
}

type ValueIssue = z.core.$ZodIssueInvalidType | z.core.$ZodIssueInvalidValue;

function isValueIssue(issue: z.core.$ZodIssue): issue is ValueIssue {
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

function wrongValue(issue: ValueIssue): string {
  const expected = expectation(issue);
  if (issue.input === undefined) return `is missing; it must be ${expected}`;
  if (issue.input === null) return `is empty: give it a value (${expected}), or take the line out`;
  if (issue.code === "invalid_value") {
    const near = issue.values.length > 1 ? nearest(String(issue.input), issue.values.map(String)) : undefined;
    return `${shown(issue.input)} is not ${expected}${near === undefined ? "" : `; did you mean ${near}?`}`;
  }
  const inQuotes = issue.expected === "string" && ["number", "boolean"].includes(typeof issue.input);
  return `must be ${expected}, not ${shown(issue.input)}${inQuotes ? "; put it in quotes" : ""}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping (key: value)",
  record: "a mapping (key: value)",
};

function expectation(issue: ValueIssue): string {
  if (issue.code === "invalid_type") return KINDS[issue.expected] ?? issue.expected;
  return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(", ")}`;
}

/** The branch that the value was meant for tells what is wrong in it; where no branch fits, what would have fitted. */
function unionSentences(issue: z.core.$ZodIssueInvalidUnion, schema: z.ZodType): Sentence[] {
  const { path } = issue;
  const meant = issue.errors.find((branch) => !branch.some((one) => isValueIssue(one) && one.path.length === 0));
  if (meant) return meant.flatMap((one) => sentencesOf({ ...one, path: [...path, ...one.path] }, schema));
  const fitting = issue.errors.flatMap((branch) => branch.filter(isValueIssue).map(expectation));
  return [{ path, message: `must be ${fitting.join(" or ")}, not ${shown(issue.input)}` }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return `is not known here; ${near === undefined ? `what can stand here is ${known.join(", ")}` : `did you mean ${near}?`}`;
}

type Described = z.core.JSONSchema._JSONSchema;

/** The keys a schema takes at a path, read from its JSON Schema, which is zod's own account of itself. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let places: Described[] = [z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })];
  for (const step of path) places = places.flatMap(alternatives).flatMap((place) => below(place, step));
  return places.flatMap(alternatives).flatMap((place) => Object.keys(place.properties ?? {}));
}

function below(place: z.core.JSONSchema.BaseSchema, step: PropertyKey): Described[] {
  const inside =
    typeof step === "number" ? place.items : (place.properties?.[String(step)] ?? place.additionalProperties);
  return inside === undefined ? [] : [inside].flat();
}

function alternatives(place: Described): z.core.JSONSchema.BaseSchema[] {
  return typeof place === "boolean" ? [] : [place, ...(place.anyOf ?? []).flatMap(alternatives)];
}
