import { UsageError } from "./usage-error.ts";

/** Commands that have more to say of themselves. */
const WITH_HELP_OF_THEIR_OWN = ["init", "provision", "doctor", "help"];
const WITHOUT_ARGUMENTS = ["serve", "sync"];

/**
 * What `help` says of a command, where it is asked to explain itself with `--help` or `-h`; a question must never run it.
 * Undefined where it is not asked, or answers by itself. Throws UsageError where something follows a command that takes nothing.
 */
export function helpOn(command: string, args: readonly string[], help: string): string | undefined {
  const asks = args.some((one) => one === "--help" || one === "-h");
  if (!asks && WITHOUT_ARGUMENTS.includes(command) && args.length > 0)
    throw new UsageError(`"${command}" takes nothing after it, not "${args.join(" ")}".`);
  if (!asks || WITH_HELP_OF_THEIR_OWN.includes(command)) return undefined;
  const lines = help.split("\n").filter((line) => line.startsWith(`  ${command} `));
  return lines.length === 0 ? undefined : lines.map((line) => line.replace(/^ {2}/, "escalations ")).join("\n");
}
