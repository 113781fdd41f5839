import { readdir, readFile } from "node:fs/promises";
import { z } from "zod";
import { ConfigurationProblems } from "./problems.ts";
import { Text } from "./values.ts";
import { readYaml } from "./yaml-file.ts";

/** A label of the GitLab project, as a file under `labels/` describes it. */
export const Label = z.strictObject({
  name: Text,
  color: z.string().regex(/^#[0-9a-f]{6}$/, 'is not a colour such as "#1f7a3d" (in quotes, lower case)'),
  /** GitLab shows at most this much. */
  description: Text.max(255, "is longer than 255 characters"),
  /** Names it had before: such a label is renamed, so that the issues keep it. */
  previously: z.array(Text).default([]),
});
export type Label = z.infer<typeof Label>;

/** Reads every label file of a folder, in the order of the files' names. Throws ConfigurationProblems. */
export async function readLabelFiles(folder: string): Promise<Label[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yml")).sort();
  const labels: Label[] = [];
  const problems: ConfigurationProblems["problems"][number][] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    try {
      labels.push(...readYaml(path, await readFile(path, "utf8"), z.array(Label)));
    } catch (error) {
      if (!(error instanceof ConfigurationProblems)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigurationProblems(problems);
  return labels;
}
