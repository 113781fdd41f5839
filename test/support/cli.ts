import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const MAIN = resolve("src/main.ts");

/** Runs a command as an operator would, in a folder of its own without an `.env`, and answers what it printed. */
export async function runCli(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "cli-"));
  const policy = resolve("policy/escalation-policy.yml");
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", POLICY_FILE: policy, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await once(child, "close");
  await rm(folder, { recursive: true });
  return { code: child.exitCode, output };
}
