import { readFileSync } from "node:fs";
import { isMap, isScalar, parseDocument } from "yaml";
import { z } from "zod";
import { Policy } from "../../src/policy/policy.ts";
import { SEVERITIES } from "../../src/policy/terms.ts";
import { Named } from "../../src/settings.ts";
import { SECRET_NAMES } from "../../src/settings-source.ts";
import { createMetrics } from "../../src/web/metrics.ts";

/** Tables of docs/reference.md, by name, as the code has them. */
export const TABLES: Readonly<Record<string, () => string | Promise<string>>> = {
  settings,
  commands,
  metrics,
  "policy keys": policyKeys,
};

/** The document with each part between `<!-- generated: NAME -->` and `<!-- end -->` made anew. */
export async function withTables(text: string): Promise<string> {
  let made = text;
  for (const [name, table] of Object.entries(TABLES)) {
    const begin = `<!-- generated: ${name} -->`;
    const [before, ...rest] = made.split(begin);
    const end = rest.join(begin).indexOf("<!-- end -->");
    if (before === undefined || end === -1) throw new Error(`docs/reference.md has no "${begin} … <!-- end -->"`);
    made = `${before}${begin}\n\n${await table()}\n\n${rest.join(begin).slice(end)}`;
  }
  return made;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const code = (text: string) => `\`${text}\``;

/** What they mean is told in .env.example, above each or above several. */
function settings(): string {
  const meanings = meaningsOf(readFileSync(".env.example", "utf8"));
  const rows = Object.entries(Named.shape).map(([name, schema]) => {
    const absent = schema.safeParse(undefined);
    const value = absent.success ? absent.data : "required";
    const shown = Array.isArray(value) ? value.join() : value;
    const byDefault = absent.success && shown !== undefined && shown !== "" ? code(String(shown)) : shown;
    return [code(name), meanings.get(name) ?? "", String(byDefault || "–"), isSecret(name) ? "yes" : ""];
  });
  return tableOf(["name", "meaning", "default", `as \`NAME_FILE\``], rows);
}

function isSecret(name: string): boolean {
  return SECRET_NAMES.some((secret) => secret === name);
}

function meaningsOf(example: string): Map<string, string> {
  const meanings = new Map<string, string>();
  for (const paragraph of example.split(/\n\s*\n/)) {
    const lines = paragraph.split("\n");
    const named = lines.flatMap((line) => /^(?:# ?)?([A-Z][A-Z_]+)=/.exec(line)?.[1] ?? []);
    const words = lines
      .filter((line) => /^# (?![A-Z][A-Z_]+=)/.test(line) && !line.startsWith("# ---"))
      .map((line) => line.slice(2))
      .join(" ");
    for (const name of named) meanings.set(name, words);
  }
  return meanings;
}

function commands(): string {
  const [, help = ""] = /const HELP = `([^`]*)`/.exec(readFileSync("src/main.ts", "utf8")) ?? [];
  const rows = [...help.matchAll(/^ {2}(\S+(?: \S+)*) {2,}(.+(?:\n {10,}.+)*)$/gm)].map(([, usage = "", does = ""]) => [
    code(`escalations ${usage}`),
    does.replace(/\s+/g, " "),
  ]);
  return tableOf(["command", "does"], rows);
}

function metrics(): string {
  const rows = createMetrics()
    .registry.getMetricsAsArray()
    .filter(({ name }) => name.startsWith("escalations_"))
    .map((metric) => {
      const { name, help, type, labelNames } = Metric.parse(metric);
      return [code(name), type, labelNames.map(code).join(", "), help];
    });
  return tableOf(["name", "kind", "labels", "meaning"], rows);
}

/** prom-client keeps these, though its types say nothing of them. */
const Metric = z.object({
  name: z.string(),
  help: z.string(),
  type: z.string().default("gauge"),
  labelNames: z.array(z.string()),
});

/** A JSON Schema, as far as the policy's goes. */
interface Schema {
  type?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  default?: unknown;
  properties?: Record<string, Schema> | undefined;
  items?: Schema | undefined;
  anyOf?: Schema[] | undefined;
}
const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    properties: z.record(z.string(), Schema).optional(),
    items: Schema.optional(),
    anyOf: z.array(Schema).optional(),
  }),
);

/** What can be said, with the value that holds where it is left out. The words are those of the shipped file. */
function policyKeys(): string {
  const words = commentsIn(readFileSync("policy/escalation-policy.yml", "utf8"));
  const schema = Schema.parse(z.toJSONSchema(Policy, { io: "input", unrepresentable: "any" }));
  const bySeverity = new Set<string>(SEVERITIES);
  const byKey = new Map<string, Schema[]>();
  for (const [path, leaf] of leavesOf(schema, [])) {
    const key = path.map((step, at) => (path[at - 1] === "severities" && bySeverity.has(step) ? "<severity>" : step));
    byKey.set(key.join("."), [...(byKey.get(key.join(".")) ?? []), leaf]);
  }
  const rows = [...byKey].map(([key, leaves]) => {
    const defaults = [...new Set(leaves.map(({ default: value }) => shown(value)))];
    const [leaf = {}] = leaves;
    return [code(key), takes(leaf), defaults.join(" / "), meaningIn(words, key)];
  });
  return tableOf(["key", "takes", "default", "meaning"], rows);
}

function leavesOf(schema: Schema, path: readonly string[]): [path: readonly string[], leaf: Schema][] {
  const { properties } = schema.properties ? schema : (schema.anyOf?.find((one) => one.properties) ?? schema);
  if (!properties) return [[path, schema]];
  return Object.entries(properties).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

function takes({ enum: values, const: only, type, items, anyOf }: Schema): string {
  if (values) return values.map((value) => code(String(value))).join(", ");
  if (only !== undefined) return code(String(only));
  if (items) return `list: ${takes(items)}`;
  if (anyOf) return [...new Set(anyOf.map(takes))].join(" or ");
  return type === "object" ? "map" : (type ?? "");
}

function shown(value: unknown): string {
  const text = value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);
  return text === "–" ? text : text.length > 60 ? "see the file" : code(text);
}

/** What is said of the key itself, else in a list further above, else of all keys beside it. */
function meaningIn(words: ReadonlyMap<string, string>, key: string): string {
  const path = key.split(".");
  const inList = `${path[0]} … ${path.at(-1)}`;
  return words.get(key) || words.get(inList) || words.get(path.slice(0, -1).join(".")) || "";
}

/** The first paragraph above each key, and what a list in such a comment says of keys within. */
function commentsIn(text: string): Map<string, string> {
  const comments = new Map<string, string>();
  const walk = (node: unknown, path: readonly string[]) => {
    if (!isMap(node)) return;
    for (const [at, { key, value }] of node.items.entries()) {
      if (!isScalar(key)) continue;
      const here = [...path, String(key.value)];
      // The first key's comment stands above the map itself.
      const above = key.commentBefore ?? (at === 0 && path.length > 0 ? node.commentBefore : undefined) ?? "";
      const lines = above.split("\n").map((line) => line.replace(/^ /, ""));
      for (const line of lines) {
        const [, name, said] = /^ +([a-z_]+) {2,}(\S.*)$/.exec(line) ?? [];
        if (name !== undefined && said !== undefined) comments.set(`${here[0]} … ${name}`, said);
      }
      const list = lines.findIndex((line) => line.startsWith(" ") || line.trim() === "");
      const said = lines.slice(0, list === -1 ? lines.length : list).join(" ");
      comments.set(here.join("."), said.replace(/:$/, "."));
      walk(value, here);
    }
  };
  walk(parseDocument(text).contents, []);
  return comments;
}
