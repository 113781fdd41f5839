import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { codeIn, DOCUMENTS, readDocument } from "./documents.ts";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));
const commands = [...readFileSync("src/main.ts", "utf8").matchAll(/case "([a-z]+)":/g)].map(([, name]) => name);

describe.each(DOCUMENTS)("the commands in %s", (path) => {
  const code = codeIn(readDocument(path));
  const named = (pattern: RegExp) =>
    code.flatMap((text) => [...text.matchAll(pattern)].flatMap(([, name]) => (name ? [name] : [])));

  it("name npm scripts that exist", () => {
    const missing = [...named(/npm run ([\w:-]+)/g), ...named(/npm (test|start)\b/g)].filter(
      (name) => !(name in scripts),
    );

    expect(missing).toEqual([]);
  });

  it("name commands of the service that exist", () => {
    const asked = [...named(/(?:^|\s)escalations ([a-z]+)/g), ...named(/npm run cli -- ([a-z]+)/g)];

    expect(asked.filter((name) => !commands.includes(name))).toEqual([]);
  });

  it("copy and run files that exist", () => {
    const files = [...named(/^cp (\S+) /gm), ...named(/^node (\S+\.ts)/gm), ...named(/^(\.ci\/\w+)$/gm)];

    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});
