import { createHash } from "node:crypto";
import { z } from "zod";
import type { ProjectFiles } from "../act/project-files.ts";
import { type ConfigurationPaths, validatesAs } from "../policy/configuration.ts";
import { type ReadText, readUtf8 } from "../policy/configuration-file.ts";
import type { Problem } from "../policy/problems.ts";
import { describeProblem } from "../policy/problems.ts";
import type { Log } from "../reconcile/log.ts";
import { type Store, StoreUnavailable } from "../store/store.ts";

/** Where the two files stand in the project that CONFIG_PROJECT names. */
export const PROJECT_PATHS = {
  policy: ".gitlab/escalations/policy.yml",
  directory: ".gitlab/escalations/directory.yml",
} as const;
type Kind = keyof typeof PROJECT_PATHS;
const KINDS = ["policy", "directory"] as const satisfies readonly Kind[];

/** The last good version of each, by the project that it came from; and a hash of both, which other replicas watch. */
const KEPT = { policy: "configuration/policy", directory: "configuration/directory" } as const;
const VERSION = "configuration/version";
const Kept = z.object({ project: z.string(), text: z.string() });

/** Policy and directory as a project's default branch has them, and the local files where it has none. */
export interface ConfigurationSource {
  /** A file's text as it is known now, by the path of the local one that it stands in for. */
  read: ReadText;
  /** What messages call the file that `read` answers. */
  nameOf(path: string): string;
  /** Asks GitLab. True where what `read` answers may be otherwise now. Throws `OutsideError`, and nothing changes. */
  refresh(): Promise<boolean>;
  /** Keeps what was found good for the next start, and for other replicas. `problems` is what is wrong with the newest. */
  keep(problems: Record<Kind, readonly Problem[]>, now: number): Promise<void>;
}

export interface SourceOptions {
  /** Path or id. */
  project: string;
  /** The local files. */
  paths: ConfigurationPaths;
  files: ProjectFiles;
  facts: Store["facts"];
  /** Other processes work on the same store: what they found good is taken from it. */
  isShared: boolean;
  log: Log;
  readLocal?: ReadText;
}

/**
 * Begins with the last good version that the store keeps, so that a start waits for GitLab only where there is none. One
 * that GitLab has but that is not valid gives way to the local file.
 */
export async function projectSource(options: SourceOptions): Promise<ConfigurationSource> {
  const { project, paths, files, facts, isShared, log, readLocal = readUtf8 } = options;
  const localPath = { policy: paths.policyFile, directory: paths.directoryFile };
  const texts: Record<Kind, string | undefined> = { policy: undefined, directory: undefined };
  let version = await facts.get(VERSION);
  await adoptKept();
  const missing = KINDS.filter((kind) => texts[kind] === undefined);
  if (missing.length > 0) await fetchFirst(missing);

  return {
    async read(path) {
      if (isShared) await adoptFromOthers();
      return textFor(path) ?? readLocal(path);
    },
    nameOf: (path) => (textFor(path) === undefined ? path : nameOf(kindAt(path))),
    async refresh() {
      const fetched = await Promise.all(KINDS.map((kind) => files.read(project, PROJECT_PATHS[kind])));
      const isOther = KINDS.some((kind, index) => texts[kind] !== fetched[index]);
      [texts.policy, texts.directory] = fetched;
      return isOther;
    },
    async keep(problems, now) {
      for (const kind of KINDS) {
        const text = texts[kind];
        if (problems[kind].length > 0) continue;
        const kept = JSON.stringify(text === undefined ? null : { project, text });
        if ((await facts.get(KEPT[kind])) !== kept) await facts.set(KEPT[kind], kept, now);
      }
      const good = await Promise.all(KINDS.map((kind) => facts.get(KEPT[kind])));
      const hash = JSON.stringify(createHash("sha256").update(JSON.stringify(good)).digest("hex"));
      if (version !== hash) await facts.set(VERSION, hash, now);
      version = hash;
    },
  };

  function textFor(path: string): string | undefined {
    const kind = kindAt(path);
    return kind && texts[kind];
  }

  function kindAt(path: string): Kind | undefined {
    return KINDS.find((kind) => localPath[kind] === path);
  }

  function nameOf(kind: Kind | undefined): string {
    return `${project}/${kind === undefined ? "" : PROJECT_PATHS[kind]}`;
  }

  async function adoptKept(): Promise<void> {
    for (const kind of KINDS) {
      const kept = Kept.safeParse(JSON.parse((await facts.get(KEPT[kind])) ?? "null")).data;
      const isUsable = kept?.project === project && problemsOf(kind, kept.text).length === 0;
      texts[kind] = isUsable ? kept.text : undefined;
    }
  }

  /** The other file goes on as it is while the store is away. */
  async function adoptFromOthers(): Promise<void> {
    try {
      const newest = await facts.get(VERSION);
      if (newest === version) return;
      version = newest;
      await adoptKept();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }

  async function fetchFirst(kinds: readonly Kind[]): Promise<void> {
    try {
      for (const kind of kinds) {
        const text = await files.read(project, PROJECT_PATHS[kind]);
        const problems = text === undefined ? [] : problemsOf(kind, text);
        if (problems.length === 0) texts[kind] = text;
        else
          log.error(
            { file: nameOf(kind), problems: problems.map(describeProblem) },
            "configuration file of the project refused, the local one is used",
          );
      }
    } catch (error) {
      log.warn(
        { project, reason: String(error) },
        "policy and directory not read from the project, local ones are used",
      );
    }
  }

  function problemsOf(kind: Kind, text: string): readonly Problem[] {
    return validatesAs(kind, nameOf(kind), text);
  }
}
