import { isMap, isScalar, parseDocument } from "yaml";
import type { z } from "zod";
import { Directory } from "./directory.ts";
import { nearest } from "./nearest.ts";
import { Policy } from "./policy.ts";
import { ConfigurationProblems, describeProblem, type Problem } from "./problems.ts";
import { knownKeys } from "./sentences.ts";
import { withDirectory } from "./together.ts";
import { readYaml } from "./yaml-file.ts";

export type FileKind = "policy" | "directory";

/** A policy or directory as text; `file` is what messages call it. */
export interface Candidate {
  file: string;
  text: string;
}

/** What a look at one file found. `kind` undefined: it is neither. */
export type Checked = Candidate & { problems: readonly Problem[]; warnings: readonly Problem[] } & (
    | { kind: "policy"; value: Policy | undefined }
    | { kind: "directory"; value: Directory | undefined }
    | { kind: undefined; value: undefined }
  );

/**
 * Checks files, told apart by what stands in them, as the service does before it takes them. Where there are one valid
 * policy and one valid directory, what they say of each other is looked at too: such findings are warnings, for both
 * work without.
 */
export function checkFiles(candidates: readonly Candidate[]): Checked[] {
  const checked = candidates.map(checkFile);
  const directory = only(checked.flatMap((one) => (one.kind === "directory" && one.value ? [one.value] : [])));
  if (!directory) return checked;
  return checked.map((one) =>
    one.kind === "policy" && one.value
      ? { ...one, warnings: each(read({ ...one, schema: withDirectory(directory) }).problems) }
      : one,
  );
}

/**
 * A policy, a directory or both, as somebody proposes them; or what is wrong, a line for each problem.
 */
export function proposalOf(
  candidates: readonly Candidate[],
): { policy?: Policy; directory?: Directory } | { problems: string[] } {
  const checked = checkFiles(candidates);
  const problems = checked.flatMap((one) => one.problems.map(describeProblem));
  for (const kind of ["policy", "directory"] as const) {
    const same = checked.filter((one) => one.kind === kind);
    if (same.length > 1) problems.push(`${same.map(({ file }) => file).join(" and ")}: give one ${kind}, not several`);
  }
  if (checked.length === 0) problems.push("give a policy, a directory, or both");
  if (problems.length > 0) return { problems };
  const proposal: { policy?: Policy; directory?: Directory } = {};
  for (const { kind, value } of checked) {
    if (kind === "policy" && value) proposal.policy = value;
    if (kind === "directory" && value) proposal.directory = value;
  }
  return proposal;
}

function checkFile({ file, text }: Candidate): Checked {
  const kind = kindOf(text, file);
  const found = { file, text, warnings: [] };
  if (kind === "policy") return { ...found, kind, ...read({ file, text, schema: Policy }) };
  if (kind === "directory") return { ...found, kind, ...read({ file, text, schema: Directory }) };
  const message = "is neither a policy nor a directory: no key of either stands in it";
  return { ...found, kind, value: undefined, problems: [{ file, line: 1, column: 1, message }] };
}

const KEYS: Readonly<Record<FileKind, readonly string[]>> = {
  policy: knownKeys(Policy, []),
  directory: knownKeys(Directory, []),
};

/** By the keys it has, slips of the pen included; an empty file by its name. */
export function kindOf(text: string, file: string): FileKind | undefined {
  const { contents } = parseDocument(text, { logLevel: "silent" });
  const keys = isMap(contents) ? contents.items.map(({ key }) => (isScalar(key) ? String(key.value) : "")) : [];
  const count = (kind: FileKind, fits: (key: string) => boolean) =>
    keys.filter(fits).length * (kind === "policy" ? 1 : -1);
  const exactly = (kind: FileKind) => count(kind, (key) => KEYS[kind].includes(key));
  const nearly = (kind: FileKind) => count(kind, (key) => nearest(key, KEYS[kind]) !== undefined);
  const balance = exactly("policy") + exactly("directory") || nearly("policy") + nearly("directory");
  if (balance !== 0) return balance > 0 ? "policy" : "directory";
  if (/director/i.test(file)) return "directory";
  return /policy/i.test(file) ? "policy" : undefined;
}

function read<Value>({ file, text, schema }: Candidate & { schema: z.ZodType<Value> }): {
  value: Value | undefined;
  problems: readonly Problem[];
} {
  try {
    return { value: readYaml(file, text, schema), problems: [] };
  } catch (error) {
    if (error instanceof ConfigurationProblems) return { value: undefined, problems: error.problems };
    throw error;
  }
}

/** Once each: what the file leaves out is found several times at the place where it would stand. */
function each(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [describeProblem(problem), problem])).values()];
}

function only<Value>(values: readonly Value[]): Value | undefined {
  return values.length === 1 ? values[0] : undefined;
}
