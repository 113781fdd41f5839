import { processDocument } from "../decide/process-document.ts";
import { checkFiles } from "../policy/check.ts";
import { describeProblem } from "../policy/problems.ts";
import { configuredFiles, readNamed, UnreadableFile } from "./configuration-files.ts";

/** Prints the process that a policy comes to, as Markdown; of the setting POLICY_FILE where no file is named. */
export async function explainPolicy(named: string | undefined, env: NodeJS.ProcessEnv): Promise<number> {
  const file = named ?? (await configuredFiles(env)).policyFile;
  try {
    const [checked] = checkFiles([await readNamed(file)]);
    if (checked?.kind === "policy" && checked.value) {
      process.stdout.write(processDocument(checked.value, `\`${file}\``));
      return 0;
    }
    const problems = checked?.problems.map(describeProblem) ?? [];
    console.error(problems.length > 0 ? problems.join("\n") : `${file}: is a directory, and no policy`);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    console.error(error.message);
  }
  return 1;
}
