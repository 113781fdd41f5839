import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { commandLines, serviceArguments, serviceCommands } from "./command-lines.ts";
import { blocksIn, codeIn, DOCUMENTS, readDocument } from "./documents.ts";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));
const commands = serviceCommands();
/** Programs that an operator or a developer has. */
const PROGRAMS = [
  "apt-get",
  "base64",
  "cat",
  "cd",
  "cosign",
  "cp",
  "docker",
  "echo",
  "escalations",
  "git",
  "install",
].concat(["journalctl", "kubectl", "npm", "npx", "od", "openssl", "pg_dump", "printf", "systemctl", "tr", ".ci/run"]);

describe.each(DOCUMENTS)("the commands in %s", (path) => {
  const code = codeIn(readDocument(path));
  const blocks = blocksIn(readDocument(path), "sh");
  const named = (pattern: RegExp) =>
    code.flatMap((text) => [...text.matchAll(pattern)].flatMap(([, name]) => (name ? [name] : [])));

  it("name npm scripts that exist", () => {
    const missing = [...named(/npm run ([\w:-]+)/g), ...named(/npm (test|start)\b/g)].filter(
      (name) => !(name in scripts),
    );

    expect(missing).toEqual([]);
  });

  it("name commands and options of the service that exist", () => {
    const lines = code.flatMap(commandLines).flatMap((words) => {
      const [command, ...rest] = serviceArguments(words) ?? [];
      if (command === undefined) return [];
      const options = rest.filter((word) => word.startsWith("--")).map((word) => word.slice(2).replace(/=.*/, ""));
      return [{ command, unknown: options.filter((option) => !commands.get(command)?.has(option)) }];
    });

    expect(lines.filter(({ command, unknown }) => !commands.has(command) || unknown.length > 0)).toEqual([]);
  });

  it("copy and run files that exist", () => {
    const files = [...named(/^cp (\S+) /gm), ...named(/^node (\S+\.ts)/gm), ...named(/^(\.ci\/\w+)$/gm)].concat(
      named(/--kustomize (\S+)/g),
      named(/^install .*?(\S+) \//gm),
    );

    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("are read by a shell, and call programs that are known", () => {
    for (const block of blocks) execFileSync("bash", ["-n"], { input: block });
    const programs = blocks.flatMap(commandLines).flatMap(([first = ""]) => /^[a-z.][\w./-]*$/.exec(first) ?? []);

    expect(programs.filter((program) => !PROGRAMS.includes(program))).toEqual([]);
  });
});

it("what a document says to the service is understood, however it is called", () => {
  const said =
    "cp a b && escalations explain 12\nnpm run cli -- store copy --to postgres | docker run -v x gitlab-escalations sync";

  expect(commandLines(said).map(serviceArguments)).toEqual([
    undefined,
    ["explain", "12"],
    ["store", "copy", "--to", "postgres"],
    ["sync"],
  ]);
  expect(commands.get("store")).toContain("to");
  expect(commands.get("sandbox")).toContain("port");
});
