import type { z } from "zod";
import { ConfigurationProblems, describeProblem } from "../../src/policy/problems.ts";
import { readYaml } from "../../src/policy/yaml-file.ts";

/** What is said of a text that ought to be refused; empty where it is accepted. */
export function problemsIn(schema: z.ZodType, text: string, file = "file.yml"): string[] {
  try {
    readYaml(file, text, schema);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationProblems) return error.problems.map(describeProblem);
    throw error;
  }
}
