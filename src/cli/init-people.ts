import type { ProjectSetup } from "../act/project-setup.ts";
import { Directory } from "../policy/directory.ts";
import { ConfigurationProblems } from "../policy/problems.ts";
import { readYaml } from "../policy/yaml-file.ts";
import { directoryFileText, type Someone } from "../setup/directory-file.ts";
import type { Ask } from "./ask.ts";

export interface GivenPeople {
  customer?: string | undefined;
  csm?: string | undefined;
  "csm-manager"?: string | undefined;
}

export async function askPeople(ask: Ask): Promise<GivenPeople> {
  const customer = await ask.text("A first customer (nothing: later, in directory.yml)");
  if (customer === "") return {};
  const csm = await ask.text("Its CSM's username on GitLab");
  return { customer, csm, "csm-manager": await ask.text("The CSM manager's username on GitLab") };
}

/** The text of `directory.yml`, or what is wrong with what was given. Names come from GitLab, where it can be asked. */
export async function directoryOf(
  given: GivenPeople,
  setup: Pick<ProjectSetup, "findUser"> | undefined,
): Promise<{ text: string; isGiven: boolean } | readonly string[]> {
  const unknown: string[] = [];
  const someone = async (typed: string | undefined): Promise<Someone | undefined> => {
    const username = typed?.trim().replace(/^@/, "") ?? "";
    if (username === "") return undefined;
    const found = await setup?.findUser(username);
    if (found === "nobody") unknown.push(`GitLab has no user @${username}.`);
    return found === undefined || found === "nobody" ? { username, name: username } : found;
  };
  const customer = given.customer?.trim() || undefined;
  const [csm, csmManager] = await Promise.all([someone(given.csm), someone(given["csm-manager"])]);
  if (unknown.length > 0) return unknown;
  const text = directoryFileText({ customer, csm, csmManager });
  try {
    readYaml("directory.yml", text, Directory);
  } catch (error) {
    if (error instanceof ConfigurationProblems) return error.problems.map(({ message }) => message);
    throw error;
  }
  return { text, isGiven: [customer, csm, csmManager].some((one) => one !== undefined) };
}
