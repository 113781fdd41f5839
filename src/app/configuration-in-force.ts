import type { ProjectFiles } from "../act/project-files.ts";
import { type Configuration, loadConfiguration } from "../policy/configuration.ts";
import type { Log } from "../reconcile/log.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/store.ts";
import { projectSource } from "./configuration-source.ts";

/**
 * Policy and directory as a service that starts now would take them: of their project, the last good version first, else
 * the local files. Throws ConfigurationProblems.
 */
export async function configurationInForce({
  settings,
  ...given
}: {
  settings: Settings;
  facts: Store["facts"];
  files: ProjectFiles;
  log: Log;
}): Promise<Configuration> {
  const { configProject: project } = settings;
  if (project === undefined) return loadConfiguration(settings);
  const source = await projectSource({ ...given, project, paths: settings, isShared: false });
  return loadConfiguration(settings, source.read);
}
