import { COMMANDS } from "./grammar.ts";
import type { Given, Outcome } from "./outcome.ts";

/** Lists the commands (P-SEE-2). */
export function help({ facts, note }: Given): Outcome {
  const lines = COMMANDS.map(({ usage, does, who }) => `| \`${usage.replaceAll("|", "\\|")}\` | ${does} | ${who} |`);
  return {
    done: facts,
    timeline: { who: note.author.username, what: "asked for help", rule: "P-SEE-2", facts: {} },
    reply: `each command stands at the start of a line:\n\n| command | does | who may |\n|---|---|---|\n${lines.join("\n")}`,
  };
}
