import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { z } from "zod";

type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface JsonSchemaOptions {
  /** What editors call the file. */
  title: string;
  /** The file that is shipped: its comments become the words that editors show beside a key. */
  commented: string;
}

/**
 * The JSON Schema of a configuration file, by which editors complete and check it while it is written. It is made of the
 * schema that validates the file, and so is a little more generous than that: what zod checks by code (time zones, spans,
 * names used twice) only `escalations policy check` and the service say. Draft 7, which every editor knows.
 */
export function jsonSchemaOf(schema: z.ZodType, { title, commented }: JsonSchemaOptions): object {
  const described = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => asRead(zodSchema, jsonSchema),
  });
  describe(described, parseDocument(commented).contents, []);
  return { $schema: described.$schema, title, ...described };
}

/** A transform in front of a list takes one value for a list of it; in front of a mapping it drops empty values. */
function asRead({ _zod: { def } }: z.core.$ZodTypes, place: JsonSchema): void {
  if (def.type !== "pipe" || def.in._zod.def.type !== "transform") return;
  if (def.out._zod.def.type === "array" && place.items !== undefined) {
    const { type, items, minItems, ...others } = place;
    for (const key of Object.keys(place)) Reflect.deleteProperty(place, key);
    Object.assign(place, others, { anyOf: [items, { type, items, minItems }] });
  }
  if (def.out._zod.def.type !== "object") return;
  const required = place.required ?? [];
  for (const [name, inside] of Object.entries(place.properties ?? {})) {
    if (typeof inside === "object" && !required.includes(name))
      place.properties = { ...place.properties, [name]: orEmpty(inside) };
  }
}

function orEmpty(inside: JsonSchema): JsonSchema {
  return { anyOf: [inside, { type: "null" }] };
}

/** Words for a key: the comment above it, or a line `#   key   words` of a comment further up. */
type Glossary = readonly ReadonlyMap<string, string>[];

function describe(place: z.core.JSONSchema._JSONSchema | undefined, node: unknown, glossary: Glossary): void {
  for (const here of alternatives(place)) {
    if (here.items !== undefined) {
      const [item] = isSeq(node) ? node.items : [];
      for (const items of [here.items].flat()) describe(items, item, glossary);
    }
    for (const [key, inside] of Object.entries(here.properties ?? {})) {
      describeKey(inside, key, isMap(node) ? node : undefined, glossary);
    }
    if (typeof here.additionalProperties !== "object") continue;
    const first = isMap(node) ? node.items[0]?.value : undefined;
    describe(here.additionalProperties, first, glossary);
  }
}

function describeKey(
  inside: z.core.JSONSchema._JSONSchema,
  key: string,
  parent: YAMLMap | undefined,
  glossary: Glossary,
): void {
  const pair = parent?.items.find((one) => isScalar(one.key) && one.key.value === key);
  const first = parent?.items[0] === pair ? parent?.commentBefore : undefined;
  const comment = pair && isScalar(pair.key) ? (pair.key.commentBefore ?? first) : undefined;
  const { text, words } = readComment(comment ?? "");
  const said = text || glossary.map((one) => one.get(key)).find((one) => one !== undefined);
  if (said !== undefined && typeof inside === "object") inside.description = said;
  describe(inside, pair?.value, [words, ...glossary]);
}

/** The last paragraph is about the key below it; what stands before a blank line is about the file. */
function readComment(comment: string): { text: string; words: ReadonlyMap<string, string> } {
  const lines = (comment.split(/\n\s*\n/).at(-1) ?? "").split("\n").map((line) => line.replace(/^ /, ""));
  const words = new Map<string, string>();
  let last: string | undefined;
  for (const line of lines) {
    const [, key, said] = /^ {2,}([a-z_]+) {2,}(\S.*)$/.exec(line) ?? [];
    const goesOn = /^ {6,}(\S.*)$/.exec(line)?.[1];
    if (key !== undefined && said !== undefined) words.set(key, said);
    else if (last !== undefined && goesOn !== undefined) words.set(last, `${words.get(last)} ${goesOn}`);
    last = key ?? (goesOn === undefined ? undefined : last);
  }
  const text = lines.filter((line) => !line.startsWith("  ")).join(" ");
  return { text: text.trim(), words };
}

function alternatives(place: z.core.JSONSchema._JSONSchema | undefined): JsonSchema[] {
  if (place === undefined || typeof place === "boolean") return [];
  return [place, ...(place.anyOf ?? []).flatMap(alternatives)];
}
