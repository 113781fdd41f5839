import { OutsideError } from "../act/outside-error.ts";
import { PROJECT_PATHS } from "../app/configuration-source.ts";
import { processDocument } from "../decide/process-document.ts";
import { gitlabFiles } from "../gitlab/files.ts";
import { type Candidate, checkFiles } from "../policy/check.ts";
import { describeProblem } from "../policy/problems.ts";
import { readSettings, SettingsProblems } from "../settings.ts";
import { configuredFiles, readNamed, UnreadableFile } from "./configuration-files.ts";

const TIMEOUT_MS = 10_000;

/**
 * Prints the process that a policy comes to, as Markdown. Where no file is named, that of the settings: of CONFIG_PROJECT,
 * else POLICY_FILE.
 */
export async function explainPolicy(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
  clock: () => number,
): Promise<number> {
  try {
    const candidate = await (named === undefined ? configuredPolicy(env, clock) : readNamed(named));
    const [checked] = checkFiles([candidate]);
    if (checked?.kind === "policy" && checked.value) {
      process.stdout.write(processDocument(checked.value, `\`${candidate.file}\``));
      return 0;
    }
    const problems = checked?.problems.map(describeProblem) ?? [];
    console.error(problems.length > 0 ? problems.join("\n") : `${candidate.file}: is a directory, and no policy`);
  } catch (error) {
    if (![UnreadableFile, SettingsProblems, OutsideError].some((kind) => error instanceof kind)) throw error;
    console.error(error instanceof Error ? error.message : error);
  }
  return 1;
}

async function configuredPolicy(env: NodeJS.ProcessEnv, clock: () => number): Promise<Candidate> {
  const { policyFile, configProject: project } = await configuredFiles(env);
  if (project === undefined) return readNamed(policyFile);
  const { gitlabUrl: url, gitlabToken: token } = await readSettings(env);
  const text = await gitlabFiles({ url, token, clock, timeoutMs: TIMEOUT_MS }).read(project, PROJECT_PATHS.policy);
  return text === undefined ? readNamed(policyFile) : { file: `${project}/${PROJECT_PATHS.policy}`, text };
}
