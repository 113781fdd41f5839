import { loadConfiguration } from "../policy/configuration.ts";
import { ConfigurationProblems } from "../policy/problems.ts";
import { gatherSettings, readUtf8 } from "../settings-source.ts";

/**
 * What is wrong with policy and directory, where the settings cannot be used either: everything is told at once, so that
 * nobody mends the one only to hear of the other.
 */
export async function problemsBesides(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { values } = await gatherSettings({ env, dotEnvFile: ".env", read: readUtf8 });
  // Then they need not be here.
  if (values["CONFIG_PROJECT"] !== undefined) return [];
  try {
    await loadConfiguration({
      policyFile: values["POLICY_FILE"] ?? "policy/escalation-policy.yml",
      directoryFile: values["DIRECTORY_FILE"] ?? "directory.yml",
    });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationProblems) return error.message.split("\n");
    throw error;
  }
}
