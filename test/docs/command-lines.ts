import { globSync, readFileSync } from "node:fs";

/** What stands between pipes, `&&` and the like, as words; comments, quotes and here-documents are not looked into. */
export function commandLines(code: string): string[][] {
  return code
    .replace(/\\\n/g, " ")
    .split(/\n|&&|\|\|?|;/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([first = ""]) => first !== "" && !first.startsWith("#"));
}

/** What follows the service's own name, however it is called; undefined for the commands of others. */
export function serviceArguments(words: readonly string[]): string[] | undefined {
  for (const opening of ["escalations", "npm run cli --", "docker compose exec escalations escalations"]) {
    const begins = opening.split(" ");
    if (begins.every((word, at) => words[at] === word)) return words.slice(begins.length);
  }
  const line = words.join(" ");
  const [, ofImage] = /^docker run .*\bgitlab-escalations (.+)$/.exec(line) ?? [];
  const [, script, rest = ""] = /^npm run (sandbox)(?: -- (.*))?$/.exec(line) ?? [];
  return (ofImage ?? (script && `${script} ${rest}`))?.trim().split(" ");
}

/** The commands of `src/main.ts`, each with the options that it takes. */
export function serviceCommands(): Map<string, Set<string>> {
  const main = readFileSync("src/main.ts", "utf8");
  const sources = new Map(globSync("src/cli/*.ts").map((path) => [path, readFileSync(path, "utf8")]));
  return new Map(
    [...main.matchAll(/case "([a-z-]+)":/g)].flatMap(([, name]) => {
      if (name === undefined) return [];
      const source = sources.get(`src/cli/${name}.ts`) ?? "";
      // As `parseArgs` takes them; a command with many has names for the two kinds.
      const options = [
        ...source.matchAll(/\b"?([a-z][a-z-]*)"?: (?:\{ type: "(?:string|boolean)"|(?:\{ \.\.\.)?(?:text|flag)\b)/g),
      ];
      return [[name, new Set(options.flatMap(([, option]) => option ?? []))]];
    }),
  );
}
