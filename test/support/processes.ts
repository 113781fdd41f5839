import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StoreOptions } from "../../src/store/open-store.ts";

const script = fileURLToPath(new URL("./store-process.ts", import.meta.url));

/** Starts a process that writes to a store (`store-process.ts`), kills it after `lines` lines, and answers all it wrote. */
export async function runAndKill(options: StoreOptions, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ["ignore", "pipe", "inherit"] });
  const written: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    written.push(line);
    if (written.length === lines) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return written;
}
