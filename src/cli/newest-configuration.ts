import type { ProjectFiles } from "../act/project-files.ts";
import { PROJECT_PATHS } from "../app/configuration-source.ts";
import { type Configuration, loadConfiguration } from "../policy/configuration.ts";
import { readUtf8 } from "../policy/configuration-file.ts";
import type { Settings } from "../settings.ts";

export interface NewestConfiguration extends Configuration {
  /** What messages call the two files, by where they were found. */
  names: { policy: string; directory: string };
}

/**
 * Policy and directory as they stand now, without a store: those of CONFIG_PROJECT, and the local files for what it does
 * not have. Throws ConfigurationProblems where they are not valid, and `OutsideError` where the project cannot be read.
 */
export async function newestConfiguration(
  {
    configProject: project,
    policyFile,
    directoryFile,
  }: Pick<Settings, "configProject" | "policyFile" | "directoryFile">,
  files: ProjectFiles,
): Promise<NewestConfiguration> {
  const texts = new Map<string, { text: string; name: string }>();
  for (const [local, path] of [
    [policyFile, PROJECT_PATHS.policy],
    [directoryFile, PROJECT_PATHS.directory],
  ] as const) {
    const text = project === undefined ? undefined : await files.read(project, path);
    if (text !== undefined) texts.set(local, { text, name: `${project}/${path}` });
  }
  const nameOf = (local: string) => texts.get(local)?.name ?? local;
  const read = async (local: string) => texts.get(local)?.text ?? (await readUtf8(local));
  const loaded = await loadConfiguration({ policyFile, directoryFile }, read, nameOf);
  return { ...loaded, names: { policy: nameOf(policyFile), directory: nameOf(directoryFile) } };
}
