import { readFile, writeFile } from "node:fs/promises";
import { PRESETS } from "../policy/presets.ts";
import { UsageError } from "./usage-error.ts";

const FOLDER = new URL("../../policy/", import.meta.url);
/** Beside the shipped files; a copy elsewhere must not name a file that is not there. */
const SCHEMA_LINE = /^# yaml-language-server: .*\n/;

/** Prints a shipped policy, or writes it where no file is yet; without a name, lists them. */
export async function presetPolicy(name: string | undefined, to: string | undefined): Promise<number> {
  if (name === undefined) {
    for (const preset of PRESETS) console.log(`${preset.name.padEnd(20)} ${preset.about}`);
    return 0;
  }
  const preset = PRESETS.find((one) => one.name === name);
  if (!preset)
    throw new UsageError(`There is no preset "${name}". There are: ${PRESETS.map((one) => one.name).join(", ")}`);
  const text = (await readFile(new URL(preset.file, FOLDER), "utf8")).replace(SCHEMA_LINE, "");
  if (to === undefined) {
    process.stdout.write(text);
    return 0;
  }
  try {
    await writeFile(to, text, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const why = error.code === "EEXIST" ? "stands there already; name another file, or take it away first" : error.code;
    console.error(`${to}: ${why}`);
    return 1;
  }
  console.log(`${to}: written. Check changes with: escalations policy check ${to}`);
  return 0;
}
