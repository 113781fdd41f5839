import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { z } from "zod";
import { ConfigurationProblems, type Problem } from "./problems.ts";
import { sentencesOf } from "./sentences.ts";

/**
 * Reads a YAML file's text by a schema. An empty file is an empty mapping.
 * Throws ConfigurationProblems with everything that is wrong, in the order of the file; `file` is what messages call it.
 */
export function readYaml<Value>(file: string, text: string, schema: z.ZodType<Value>): Value {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problemAt = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    // An empty file has no line at all to count from.
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const faults = faultsOf(document, text);
  const problems = faults.map(({ offset, message }) => problemAt(offset, message));
  if (faults.some(({ readable }) => !readable)) throw new ConfigurationProblems(problems);

  const plain = plainValue(document);
  if (plain === undefined) throw new ConfigurationProblems([...problems, problemAt(0, TOO_MANY_REPEATS)]);
  const read = schema.safeParse(plain.value, { reportInput: true });
  if (read.success && problems.length === 0) return read.data;

  for (const { path, message } of read.error?.issues.flatMap((issue) => sentencesOf(issue, schema)) ?? []) {
    const { offset, known } = locate(document, path);
    const where = describePath(known);
    problems.push(problemAt(offset, where === "" ? message : `${where}: ${message}`));
  }
  throw new ConfigurationProblems(problems.sort((a, b) => a.line - b.line || a.column - b.column));
}

/** Ten thousand customers may share a region's entry; marked parts within each other that grow without bound may not. */
const MOST_REPEATS = 100_000;
const TOO_MANY_REPEATS = "marked parts (&) are repeated (*) within each other too often to be meant";

/** Undefined where what is repeated would fill the memory. */
function plainValue(document: Document.Parsed): { value: unknown } | undefined {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { value: {} };
  try {
    return { value: document.toJS({ maxAliasCount: MOST_REPEATS }) };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** A fault of syntax. Where it is not readable, the rest of the file would be read wrongly too. */
interface Fault {
  offset: number;
  message: string;
  readable: boolean;
}

function faultsOf(document: Document.Parsed, text: string): Fault[] {
  const faults: Fault[] = [];
  for (const fault of [...document.errors, ...document.warnings]) {
    const [offset] = fault.pos;
    // One slip often breaks several of YAML's rules at the same place; the first says it best.
    if (faults.some((earlier) => earlier.offset === offset)) continue;
    faults.push({ offset, message: faultInWords(fault, text), readable: fault.code === "DUPLICATE_KEY" });
  }
  // Not by the alias's own look through the whole file, which ten thousand of them would take minutes for.
  const marked = new Set<string>();
  visit(document, {
    Value(_key, { anchor }) {
      if (anchor !== undefined) marked.add(anchor);
    },
    Alias(_key, alias) {
      if (marked.has(alias.source)) return;
      const message = `*${alias.source} repeats what is marked with &${alias.source}, and nothing above is; put text that starts with * in quotes`;
      faults.push({ offset: alias.range?.[0] ?? 0, message, readable: false });
    },
  });
  return faults;
}

const FAULTS: Readonly<Partial<Record<YAMLError["code"], string>>> = {
  TAB_AS_INDENT: "a tab indents this line; YAML takes only spaces",
  MULTIPLE_DOCS: "a second document starts here (---); a file holds one",
  BLOCK_AS_IMPLICIT_KEY: "a colon too many, or a wrong indent; put text that has a colon and a space in quotes",
};

function faultInWords({ code, message, pos }: YAMLError, text: string): string {
  const here = text.slice(pos[0]);
  if (code === "DUPLICATE_KEY") {
    return `${/^"[^"]*"|^[^:\s]+/.exec(here)?.[0] ?? "this key"} stands here a second time; keep one of the two`;
  }
  if (code === "BAD_SCALAR_START") {
    return `${here[0]} cannot start a value; leave it out (a username stands without @) or put the value in quotes`;
  }
  return FAULTS[code] ?? `not readable as YAML: ${message}`;
}

interface Place {
  offset: number;
  /** The path as far as the file has it, and one key more where that key is what is missing. */
  known: readonly PropertyKey[];
}

/** Where a path stands: its key, or the item of a list. */
function locate(document: Document.Parsed, path: readonly PropertyKey[]): Place {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const child = childAt(node, step);
    if (child === undefined) return { offset, known: path.slice(0, isMap(node) ? depth + 1 : depth) };
    offset = child.offset ?? offset;
    node = child.node;
  }
  return { offset, known: path };
}

function childAt(node: unknown, step: PropertyKey): { offset: number | undefined; node: unknown } | undefined {
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step];
    return item === undefined ? undefined : { offset: offsetOf(item), node: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair && { offset: offsetOf(pair.key), node: pair.value };
}

function offsetOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;
}

/** `customers[2].csm` */
function describePath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
