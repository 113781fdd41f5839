import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Cluster {
  url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL server in a temporary folder, on a Unix socket only, gone with `stop`. Throws if none is installed. */
export async function startCluster(): Promise<Cluster> {
  const bin = findBinaries();
  const user = unprivileged();
  const folder = await mkdtemp(join(tmpdir(), "escalations-postgres-"));
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const options = { ...user, cwd: folder };
  await run(
    join(bin, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    options,
  );
  // Nothing has to survive the machine; transactions behave the same.
  const settings = ["fsync=off", "listen_addresses=", `unix_socket_directories=${folder}`, "max_connections=200"];
  const server = spawn(join(bin, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  const exited = new Promise<void>((done) => server.once("exit", () => done()));
  await new Promise<void>((ready, failed) => {
    server.once("error", failed);
    server.once("exit", () => failed(new Error(`PostgreSQL did not start:\n${log}`)));
    server.stderr.on("data", (chunk: Buffer) => {
      log = `${log}${chunk}`.slice(-10_000);
      if (log.includes("ready to accept connections")) ready();
    });
  });
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      server.kill("SIGINT");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function findBinaries(): string {
  const installed = globSync("/usr/lib/postgresql/*/bin").sort().reverse();
  const folders = [...installed, ...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/bin"];
  const found = folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
  if (found) return found;
  throw new Error(
    "No PostgreSQL server is installed (initdb and postgres). Install one (apt-get install postgresql), or set TEST_DATABASE_URL to a server whose user may create databases, or SKIP_POSTGRES=1 to leave that half out.",
  );
}

/** PostgreSQL refuses to run as root; then it runs as somebody who may do less. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such user: the next one.
    }
  }
  throw new Error("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody to run it as.");
}
