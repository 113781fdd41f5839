import { parseArgs } from "node:util";
import { readSettings } from "../settings.ts";
import { BackupFailed, backUpStore } from "../store/backup.ts";
import { StoreNotEmpty } from "../store/copy-store.ts";
import { isForTheOperator } from "./for-the-operator.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `escalations store backup FILE          copies the embedded store while the service runs
escalations store copy --to postgres   copies the embedded store of DATA_DIR to the PostgreSQL of DATABASE_URL
escalations store copy --to embedded   and back`;

/** Backups, and moves between the two engines. Addresses with passwords come from the settings, never from the command line. */
export async function store(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { positionals, values } = parsed(args);
  const [what, file, ...rest] = positionals;
  try {
    if (what === "backup" && file !== undefined && rest.length === 0 && values.to === undefined) {
      const { dataDir } = await readSettings(env);
      const bytes = await backUpStore(dataDir, file);
      console.log(`${file}: ${bytes.toLocaleString("en")} bytes, complete and checked`);
      return 0;
    }
    if (what === "copy" && file === undefined && (values.to === "postgres" || values.to === "embedded"))
      return await copy(values.to, env);
  } catch (error) {
    if (!isForTheOperator(error) && !(error instanceof BackupFailed) && !(error instanceof StoreNotEmpty)) throw error;
    console.error(error.message);
    return 1;
  }
  throw new UsageError(`Not understood. There are:\n${USAGE}`);
}

async function copy(to: "postgres" | "embedded", env: NodeJS.ProcessEnv): Promise<number> {
  const { dataDir, databaseUrl } = await readSettings(env);
  if (databaseUrl === undefined) throw new UsageError("Set DATABASE_URL to the PostgreSQL that is meant.");
  const { copyStore } = await import("../store/copy-store.ts");
  const copied =
    to === "postgres" ? await copyStore({ dataDir }, { databaseUrl }) : await copyStore({ databaseUrl }, { dataDir });
  for (const { table, rows } of copied) console.log(`${table.padEnd(12)} ${rows.toLocaleString("en")}`);
  console.log(
    to === "postgres"
      ? "Copied. Start the service with DATABASE_URL set; the folder is as it was."
      : "Copied. Start the service without DATABASE_URL; the database is as it was.",
  );
  return 0;
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { to: { type: "string" } } });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${error.message}\n\n${USAGE}`);
    throw error;
  }
}
