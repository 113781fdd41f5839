import { parseArgs } from "node:util";
import { checkPolicy } from "./policy-check.ts";
import { explainPolicy } from "./policy-explain.ts";
import { presetPolicy } from "./policy-preset.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `escalations policy check [FILES]            what is wrong with policy and directory; --code-quality FILE for GitLab
escalations policy explain [FILE]           the process in plain words, from a policy
escalations policy preset [NAME] [FILE]     prints a policy that is shipped, or writes it to a file`;

/** What a process owner does with the two files, without a running service. Answers the exit code. Throws UsageError. */
export async function policy(args: string[], env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const { positionals, values } = parsed(args);
  const [what, ...files] = positionals;
  const report = values["code-quality"];
  if (what === "check") return checkPolicy(files, { env, report });
  if (report === undefined && what === "explain" && files.length < 2) return explainPolicy(files[0], env, clock);
  if (report === undefined && what === "preset" && files.length < 3) return presetPolicy(files[0], files[1]);
  throw new UsageError(`Not understood. There are:\n${USAGE}`);
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { "code-quality": { type: "string" } } });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${error.message}\n\n${USAGE}`);
    throw error;
  }
}
