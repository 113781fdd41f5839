import { flushCompileCache } from "node:module";
import { pino } from "pino";
import { type App, startApp } from "../app.ts";
import { readSettings, SettingsProblems } from "../settings.ts";
import { NO_TRACING } from "../tracing.ts";
import { isForTheOperator } from "./for-the-operator.ts";
import { problemsBesides } from "./problems-besides.ts";
import { tracingFor, wantsTraces } from "./tracing.ts";

/** Runs until SIGTERM or SIGINT; SIGHUP reads policy and directory again. Answers the exit code. */
export async function serve(env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  // Heard from the beginning: a stop during the start is a stop all the same.
  let app: App | undefined;
  const told = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  process.on("SIGHUP", () => void app?.configuration.reload());
  app = await started(env, clock);
  if (!app) return 1;
  // Now, for a process that is killed never gets to it.
  flushCompileCache();
  await told;
  await app.close();
  return 0;
}

/** The service, started; undefined where the operator has to put something right first, which has been printed. */
export async function started(env: NodeJS.ProcessEnv, clock: () => number): Promise<App | undefined> {
  try {
    const settings = await readSettings(env);
    let tracing = NO_TRACING;
    const log = pino({
      level: settings.logLevel,
      ...(wantsTraces(env) && { mixin: () => ({ ...tracing.current() }) }),
    });
    tracing = await tracingFor(env, log);
    const app = await startApp({ settings, clock, log, tracing });
    log.info({ url: app.url, store: settings.databaseUrl === undefined ? "embedded" : "PostgreSQL" }, "listening");
    return app;
  } catch (error) {
    if (!isForTheOperator(error)) throw error;
    console.error(error.message);
    if (error instanceof SettingsProblems) for (const problem of await problemsBesides(env)) console.error(problem);
    return undefined;
  }
}
