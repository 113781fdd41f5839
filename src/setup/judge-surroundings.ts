import type { Clocks } from "../act/project-setup.ts";
import { type Check, failed, listed, ok, warning } from "./check.ts";

/** Deliveries whose signature is older than five minutes are refused; a minute is well noticed before that (ms). */
const MOST_OFF_MS = 60_000;
/** The header has whole seconds, and answers take their time. */
const NOTICED_MS = 5_000;

/** This machine's clock beside that of whoever answered. */
export function judgeClock(whose: string, clocks: Clocks | undefined): Check[] {
  const name = `clock beside ${whose}'s`;
  if (!clocks) return [];
  const off = clocks.ours - clocks.theirs;
  const seconds = Math.round(Math.abs(off) / 1000);
  if (Math.abs(off) < NOTICED_MS) return [ok(name, "the same")];
  const what = `this machine is ${seconds} s ${off > 0 ? "ahead" : "behind"}`;
  const remedy = "switch on time synchronisation here (timedatectl set-ntp true, or chrony), and see that it works";
  return [Math.abs(off) >= MOST_OFF_MS ? failed(name, what, remedy) : warning(name, what, remedy)];
}

/** What asking `PUBLIC_URL/healthz` from here came to. */
export type Reached = "service" | "something else" | "nothing";

/** `isRunning`: the store says that a service is at work. */
export function judgePublicUrl(
  publicUrl: string,
  { gitlabUrl, reached, isRunning }: { gitlabUrl: string; reached: Reached; isRunning: boolean },
): Check {
  const name = "PUBLIC_URL";
  if (isLoopback(publicUrl) && !isLoopback(gitlabUrl)) {
    return failed(
      name,
      `${publicUrl} is this machine alone, and ${new URL(gitlabUrl).host} cannot call it`,
      "set PUBLIC_URL to the address at which GitLab reaches the service, such as https://escalations.example.com, and run escalations provision",
    );
  }
  if (reached === "something else") {
    const remedy =
      "see to it that the proxy passes this address on to the service (HOST and PORT), or correct PUBLIC_URL";
    return warning(name, `something other than the service answers at ${publicUrl}`, remedy);
  }
  if (!publicUrl.startsWith("https:") && !isLoopback(publicUrl)) {
    const remedy = "put a proxy with TLS in front, and set PUBLIC_URL to its https:// address";
    return warning(name, `${publicUrl} is not encrypted, and deliveries are confidential`, remedy);
  }
  if (reached === "service") return ok(name, `the service answers at ${publicUrl}`);
  if (isRunning) {
    const remedy = "see to proxy, name and certificate; where only GitLab reaches it, this may be as it should";
    return warning(name, `a service runs, and ${publicUrl} does not answer from here`, remedy);
  }
  return ok(name, `${publicUrl} (the service does not run yet)`);
}

function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/.test(hostname);
}

/** People of the directory who are not members of a project; `strangers` GitLab does not know at all. */
export function judgeMembers(
  project: string,
  { missing, strangers }: { missing: readonly string[]; strangers: readonly string[] },
): Check[] {
  const name = `${project}: people`;
  const at = (usernames: readonly string[]) => listed(usernames.map((one) => `@${one}`));
  const outside = missing.filter((one) => !strangers.includes(one));
  const checks = [
    ...(strangers.length > 0
      ? [
          warning(
            name,
            `GitLab knows nobody called ${at(strangers)}`,
            "correct the usernames in the directory file (DIRECTORY_FILE)",
          ),
        ]
      : []),
    ...(outside.length > 0
      ? [
          warning(
            name,
            `in the directory but no members: ${at(outside)}`,
            "add them to the project with the role Planner or higher: confidential issues are hidden from others, who cannot be assigned either",
          ),
        ]
      : []),
  ];
  return checks.length > 0 ? checks : [ok(name, "everybody in the directory is a member")];
}

/** People of the directory whom Slack does not know. `unasked`: how many nobody could ask about. */
export function judgeSlackPeople(missing: readonly string[], unnamed: readonly string[], unasked: number): Check[] {
  const name = "Slack people";
  const at = (usernames: readonly string[]) => listed(usernames.map((one) => `@${one}`));
  const checks = [
    ...(missing.length > 0
      ? [
          warning(
            name,
            `Slack does not know ${at(missing)}`,
            "correct email or slack_id in the directory file: they are neither invited nor mentioned",
          ),
        ]
      : []),
    ...(unnamed.length > 0
      ? [
          warning(
            name,
            `neither email nor slack_id: ${at(unnamed)}`,
            "add one in the directory file: they are neither invited nor mentioned",
          ),
        ]
      : []),
    ...(unasked > 0
      ? [
          warning(
            name,
            `${unasked} could not be asked about`,
            "run this again in a minute: Slack limits such questions",
          ),
        ]
      : []),
  ];
  return checks.length > 0 ? checks : [ok(name, "everybody in the directory is known")];
}
