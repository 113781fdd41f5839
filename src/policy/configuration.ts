import {
  type ConfigurationFile,
  type ReadText,
  readUtf8,
  readVersion,
  type Version,
  versionOf,
} from "./configuration-file.ts";
import { Directory } from "./directory.ts";
import { followFile, type Logger } from "./follow-file.ts";
import { Policy } from "./policy.ts";
import { ConfigurationProblems, type Problem } from "./problems.ts";

/** Where the two files are, as the settings POLICY_FILE and DIRECTORY_FILE say. */
export interface ConfigurationPaths {
  policyFile: string;
  directoryFile: string;
}

export interface Configuration {
  policy: Policy;
  directory: Directory;
}

/**
 * Loads and checks both files. Throws ConfigurationProblems with everything that is wrong in either. `calledAs` is what
 * messages call the file of a path, where `read` answers another one's text.
 */
export async function loadConfiguration(
  paths: ConfigurationPaths,
  read: ReadText = readUtf8,
  calledAs?: (path: string) => string,
): Promise<Configuration> {
  const { policy, directory } = await readBoth(filesAt(paths, calledAs), read);
  return { policy: policy.value, directory: directory.value };
}

/** What is wrong with a text as the one or the other file; `name` is what messages call it. */
export function validatesAs(kind: keyof ConfigurationFiles, name: string, text: string): readonly Problem[] {
  const files = filesAt({ policyFile: name, directoryFile: name });
  return kind === "policy" ? versionOf(files.policy, text).problems : versionOf(files.directory, text).problems;
}

export interface WatchOptions {
  paths: ConfigurationPaths;
  logger: Logger;
  /** How often the files are looked at, in milliseconds. */
  every?: number;
  /** Called after a new version of either file has come into force. */
  onChange?: (configuration: Configuration) => void;
  read?: ReadText;
  /** What messages call the file of a path, where `read` answers another one's text. */
  calledAs?: (path: string) => string;
}

export interface WatchedConfiguration {
  /** The last valid version of both. */
  current(): Configuration;
  /** Looks at both files now (SIGHUP). True when both are valid; of one that is not, the last valid version stays. */
  reload(): Promise<boolean>;
  /** What is wrong with the files on disk; empty where what is on disk is in force. */
  status(): { policy: readonly Problem[]; directory: readonly Problem[] };
  /** Stops looking. */
  close(): void;
}

/**
 * Loads both files and follows them: a changed file that is valid comes into force; that one is not, or is gone, is told
 * in the log, while the last valid version stays. Throws ConfigurationProblems where a file is invalid at the start.
 *
 * Contents are compared every other second, because no file event survives both editors that replace a file and the
 * symbolic links of a Kubernetes ConfigMap.
 */
export async function watchConfiguration(options: WatchOptions): Promise<WatchedConfiguration> {
  const { paths, logger, every = 2000, onChange, read = readUtf8, calledAs } = options;
  const files = filesAt(paths, calledAs);
  const first = await readBoth(files, read);
  const policy = followFile({ ...files.policy, ...onceLoaded }, first.policy, { logger, read });
  const directory = followFile({ ...files.directory, ...onceLoaded }, first.directory, { logger, read });
  const current = (): Configuration => ({ policy: policy.value(), directory: directory.value() });

  // One look after the other: on a slow disk an older content must not overtake a newer one.
  let lastLook: Promise<unknown> = Promise.resolve();
  function look(atOnce: boolean): Promise<void> {
    const turn = lastLook.then(async () => {
      const changes = [await policy.look(atOnce), await directory.look(atOnce)];
      if (changes.includes(true)) onChange?.(current());
    });
    lastLook = turn.catch((error: unknown) => logger.error({ err: error }, "configuration could not be looked at"));
    return turn;
  }
  const timer = setInterval(() => void look(false), every);
  timer.unref();

  return {
    current,
    async reload() {
      await look(true);
      return policy.problems().length + directory.problems().length === 0;
    },
    status: () => ({ policy: policy.problems(), directory: directory.problems() }),
    close: () => clearInterval(timer),
  };
}

/** Starting with an example is no advice for a service that runs. */
const onceLoaded = { whereMissing: "Put it back: it is then read by itself" };

interface ConfigurationFiles {
  policy: ConfigurationFile<Policy>;
  directory: ConfigurationFile<Directory>;
}

function filesAt(
  { policyFile, directoryFile }: ConfigurationPaths,
  calledAs: (path: string) => string = String,
): ConfigurationFiles {
  return {
    policy: {
      path: policyFile,
      calledAs: () => calledAs(policyFile),
      setting: "POLICY_FILE",
      whereMissing: "escalations policy preset default FILE writes the shipped one",
      schema: Policy,
    },
    directory: {
      path: directoryFile,
      calledAs: () => calledAs(directoryFile),
      setting: "DIRECTORY_FILE",
      whereMissing: "escalations init writes a first one; or copy directory.example.yml",
      schema: Directory,
    },
  };
}

async function readBoth(files: ConfigurationFiles, read: ReadText) {
  const policy = await readVersion(files.policy, read);
  const directory = await readVersion(files.directory, read);
  if (!isValid(policy) || !isValid(directory)) {
    throw new ConfigurationProblems([...policy.problems, ...directory.problems]);
  }
  return { policy, directory };
}

function isValid<Value>(version: Version<Value>): version is Version<Value> & { value: Value } {
  return version.problems.length === 0;
}
