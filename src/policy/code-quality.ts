import type { Checked } from "./check.ts";
import type { Problem } from "./problems.ts";

/** One entry of GitLab's Code Quality report (docs.gitlab.com, ci/testing/code_quality, "Code Quality report format"). */
export interface CodeQualityEntry {
  description: string;
  check_name: string;
  /** The same for the same finding in another run, so that GitLab tells new from old. */
  fingerprint: string;
  severity: "minor" | "major";
  location: { path: string; lines: { begin: number } };
}

/** What was found, as GitLab shows it beside the lines of a merge request. */
export function codeQualityReport(checked: readonly Checked[]): CodeQualityEntry[] {
  return checked.flatMap(({ problems, warnings }) => [
    ...problems.map((problem) => entry(problem, "major")),
    ...warnings.map((warning) => entry(warning, "minor")),
  ]);
}

function entry({ file, line, message }: Problem, severity: CodeQualityEntry["severity"]): CodeQualityEntry {
  return {
    description: message,
    check_name: "escalations policy check",
    fingerprint: `${file}:${line}:${message}`,
    severity,
    location: { path: file.replace(/^\.\//, ""), lines: { begin: line } },
  };
}
