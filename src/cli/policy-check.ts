import { writeFile } from "node:fs/promises";
import { type Checked, checkFiles } from "../policy/check.ts";
import { codeQualityReport } from "../policy/code-quality.ts";
import { describeProblem } from "../policy/problems.ts";
import { configuredFiles, readNamed, UnreadableFile } from "./configuration-files.ts";

/**
 * Checks the named files, else those of the settings, and prints what is wrong with file, line and column. Exit code 1
 * where something is; warnings alone leave it at 0. `report`: also written there as GitLab's Code Quality report, which
 * shows each finding beside its line in a merge request.
 */
export async function checkPolicy(
  files: readonly string[],
  { env, report }: { env: NodeJS.ProcessEnv; report: string | undefined },
): Promise<number> {
  const configured = await configuredFiles(env);
  const named = files.length > 0 ? files : [configured.policyFile, configured.directoryFile];
  const read = await Promise.allSettled(named.map(readNamed));
  const unreadable = read.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  for (const error of unreadable) {
    if (!(error instanceof UnreadableFile)) throw error;
    console.error(error.message);
  }
  const checked = checkFiles(read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
  for (const line of checked.flatMap(linesOf)) console.log(line);
  if (report !== undefined) await writeFile(report, `${JSON.stringify(codeQualityReport(checked), null, 2)}\n`);
  return unreadable.length > 0 || checked.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

function linesOf({ file, kind, problems, warnings }: Checked): string[] {
  const found = [...counted(problems.length, "problem"), ...counted(warnings.length, "warning")];
  return [
    ...problems.map(describeProblem),
    ...warnings.map((warning) => describeProblem({ ...warning, message: `warning: ${warning.message}` })),
    ...(kind === undefined ? [] : [`${file}: ${kind}, ${found.join(", ") || "well"}`]),
  ];
}

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? "" : "s"}`];
}
