import { pino } from "pino";
import { type App, startApp } from "../app.ts";
import { ConfigurationProblems } from "../policy/problems.ts";
import { readSettings, SettingsProblems } from "../settings.ts";
import { StoreInUse, StoreUnavailable } from "../store/store.ts";

/** Runs until SIGTERM or SIGINT; SIGHUP reads policy and directory again. Answers the exit code. */
export async function serve(env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const app = await started(env, clock);
  if (!app) return 1;
  process.on("SIGHUP", () => void app.configuration.reload());
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  await app.close();
  return 0;
}

/** The service, started; undefined where the operator has to put something right first, which has been printed. */
export async function started(env: NodeJS.ProcessEnv, clock: () => number): Promise<App | undefined> {
  try {
    const settings = await readSettings(env);
    const log = pino({ level: settings.logLevel });
    const app = await startApp({ settings, clock, log });
    log.info({ url: app.url, store: settings.databaseUrl === undefined ? "embedded" : "PostgreSQL" }, "listening");
    return app;
  } catch (error) {
    if (!isForTheOperator(error)) throw error;
    console.error(error.message);
    return undefined;
  }
}

/** What an operator can put right: said in a sentence, without a stack trace. */
function isForTheOperator(error: unknown): error is Error {
  return (
    error instanceof SettingsProblems ||
    error instanceof ConfigurationProblems ||
    error instanceof StoreInUse ||
    error instanceof StoreUnavailable ||
    (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
  );
}
