import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { z } from "zod";
import { startApp } from "../app.ts";
import { readLabelFiles } from "../policy/label-files.ts";
import { movableClock } from "../sandbox/movable-clock.ts";
import { pageRouter } from "../sandbox/page/router.ts";
import { play } from "../sandbox/play/play.ts";
import { SCENES } from "../sandbox/play/scenes/index.ts";
import { type Sandbox, type SandboxOptions, type Service, startSandbox } from "../sandbox/start.ts";
import { readSettings } from "../settings.ts";
import { UsageError } from "./usage-error.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const Arguments = z.object({
  port: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .prefault("4000"),
  tier: z.enum(["free", "premium"]).default("premium"),
  limits: z.enum(["real", "off"]).default("real"),
  verbose: z.boolean().default(false),
  play: z.boolean().default(false),
});
type Arguments = z.infer<typeof Arguments>;

const SENTENCES: Readonly<Record<string, string>> = {
  port: "--port takes a port number up to 65535.",
  tier: "--tier is free or premium.",
  limits: "--limits is real or off: whether the embedded Slack limits calls as Slack does.",
};

export interface SandboxIo {
  write(line: string): void;
  /** Resolves when the sandbox is to stop. */
  stopped(): Promise<void>;
}

const TERMINAL: SandboxIo = {
  write: (line) => console.log(line),
  stopped: () =>
    new Promise((resolve) => {
      process.once("SIGINT", () => resolve());
      process.once("SIGTERM", () => resolve());
    }),
};

/**
 * The service against an embedded GitLab and Slack: with a page until it is stopped, or for one scene (`--play`).
 * Answers the exit code. Throws UsageError.
 */
export async function sandbox(args: string[], io: SandboxIo = TERMINAL): Promise<number> {
  const { options, scene } = understood(args);
  try {
    return scene ? await playScene(scene, options, io) : await servePage(options, io);
  } catch (error) {
    if (!isTakenPort(error)) throw error;
    io.write(
      `Port ${options.port} is taken. Stop what uses it, or choose another one: npm run sandbox -- --port ${options.port + 1}`,
    );
    return 1;
  }
}

function understood(args: string[]) {
  const { values, positionals } = parsed(args);
  const options = Arguments.safeParse(values);
  if (!options.success) {
    throw new UsageError(
      options.error.issues.map(({ path }) => SENTENCES[String(path[0])] ?? `--${path.join(".")}?`).join("\n"),
    );
  }
  const [name = SCENES[0]?.name, ...more] = positionals;
  if (more.length > 0 || (positionals.length > 0 && !options.data.play)) {
    throw new UsageError(`Not understood: ${positionals.join(" ")}. A scene is named behind --play.`);
  }
  if (!options.data.play) return { options: options.data };
  const scene = SCENES.find((one) => one.name === name);
  if (!scene)
    throw new UsageError(
      `There is no scene "${name}". There are:\n${SCENES.map((one) => `  ${one.name}  ${one.about}`).join("\n")}`,
    );
  return { options: options.data, scene };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: "string" },
        tier: { type: "string" },
        limits: { type: "string" },
        verbose: { type: "boolean" },
        play: { type: "boolean" },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

async function playScene(
  scene: (typeof SCENES)[number],
  { tier, limits, verbose }: Arguments,
  { write }: SandboxIo,
): Promise<number> {
  write(`Sandbox, scene "${scene.name}": ${scene.about}.`);
  write("The real service, an embedded GitLab and an embedded Slack. Nothing leaves this machine.");
  const logged: string[] = [];
  const log = verbose ? process.stdout : { write: (line: string) => void logged.push(line) };
  const started = await startSandbox({
    ...(await setting({ tier, limits, port: 0 })),
    ...fromTimeOn(scene.begins === undefined ? Date.now() : Date.parse(scene.begins), () => log),
  });
  try {
    const good = await play(scene, started, write);
    if (!good) for (const line of ["", "The service's log:", ...logged]) write(line.trimEnd());
    return good ? 0 : 1;
  } finally {
    await started.stop();
  }
}

async function servePage({ verbose, ...options }: Arguments, { write, stopped }: SandboxIo): Promise<number> {
  const end = stopped();
  const started = await startSandbox({
    ...(await setting(options)),
    page: pageRouter,
    ...fromTimeOn(Date.now(), (folder) =>
      verbose ? process.stdout : pino.destination({ dest: join(folder, "service.log"), sync: true }),
    ),
  });
  for (const line of banner(started, verbose)) write(line);
  await end;
  write("Stopping …");
  await started.stop();
  return 0;
}

async function setting({
  tier,
  port,
  limits,
}: Pick<Arguments, "tier" | "port" | "limits">): Promise<Omit<SandboxOptions, "clock" | "startService">> {
  return {
    tier,
    port,
    limits,
    labels: await readLabelFiles(join(ROOT, "labels")),
    template: await readFile(join(ROOT, "issue_templates/Account escalation.md"), "utf8"),
  };
}

/** A clock, and the service that goes by it. */
function fromTimeOn(
  beginsAt: number,
  destination: (folder: string) => { write(line: string): void },
): Pick<SandboxOptions, "clock" | "startService"> {
  const clock = movableClock(Date.now, beginsAt);
  return { clock, startService: serviceLoggingTo(clock.now, destination) };
}

/** The service itself, as `serve` starts it, with a log of its own. */
function serviceLoggingTo(
  clock: () => number,
  destination: (folder: string) => { write(line: string): void },
): SandboxOptions["startService"] {
  return async (environment, folder): Promise<Service> => {
    const settings = await readSettings(
      { ...environment, POLICY_FILE: join(ROOT, "policy/escalation-policy.yml") },
      { dotEnvFile: join(folder, "no.env") },
    );
    const app = await startApp({
      settings,
      clock,
      log: pino({ level: settings.logLevel }, destination(folder)),
    });
    return {
      url: app.url,
      async busy() {
        const { due, claimed } = await app.store.work.counts(clock());
        return due + claimed;
      },
      nextDueAt: () => app.store.work.nextDueAt(),
      wake: () => app.wake(),
      close: () => app.close(),
    };
  };
}

function banner({ url, service, folder, projectPath }: Sandbox, verbose: boolean): string[] {
  return [
    "",
    `  The escalation sandbox is ready:  ${url}/sandbox`,
    "",
    "  Nothing leaves this machine. People, customers and tokens are invented.",
    "",
    `  GitLab (embedded)   ${url}/gitlab, project ${projectPath}`,
    `  Slack (embedded)    ${url}/slack`,
    `  Escalation service  ${service.url}, the real one`,
    `  Its overview        ${url}/sandbox/overview`,
    `  Its log             ${verbose ? "below" : join(folder, "service.log")}`,
    "",
    "  Ctrl-C stops it and throws everything away.",
    "",
  ];
}

function isTakenPort(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
