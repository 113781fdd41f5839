#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { parseArgs } from "node:util";
import { helpOn } from "./cli/help-on.ts";
import { UsageError } from "./cli/usage-error.ts";

const HELP = `escalations <command>

  init                      asks for what is needed, writes .env and directory.yml
  provision [--dry-run]     makes labels, templates, webhook and board of the project as they should be
  doctor [--json]           checks everything, one line each, with what to do
  serve                     run the service against GitLab, Slack and the store
  sandbox [--port N]        run it against an embedded GitLab and Slack, with a page to play on
  sandbox --play [NAME]     tell an escalation from opening to archive, or one scene, without a browser
  sync                      one full look at every open escalation, then exit
  store backup FILE         a copy of the embedded store while the service runs
  store copy --to WHAT      moves the data between DATA_DIR (embedded) and DATABASE_URL (postgres)
  report [open|figures]     open escalations, and the history in figures; --format table, json or csv; --from, --to DAY
  explain ISSUE             what the service would decide about an issue now, and why; does nothing
  policy check [FILES]      what is wrong with policy and directory, with line and column
  policy explain [FILE]     the process in plain words, from the policy
  policy preset [NAME]      a policy that is shipped
  simulate FILE             what a proposed policy or directory would change; does nothing
  help                      this text

Settings come from the environment and from .env; see the README.`;

// Every start after the first spares itself a third of the time, and of the processor.
enableCompileCache();

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

async function main(args: string[]): Promise<number> {
  const [command = "help", ...rest] = args;
  const explained = helpOn(command, rest, HELP);
  if (explained !== undefined) {
    console.log(explained);
    return 0;
  }
  switch (command) {
    case "serve": {
      const { serve } = await import("./cli/serve.ts");
      return serve(process.env, Date.now);
    }
    case "init": {
      const { init } = await import("./cli/init.ts");
      return init(rest, process.env, Date.now);
    }
    case "provision": {
      const { provision } = await import("./cli/provision.ts");
      return provision(rest, process.env, Date.now);
    }
    case "doctor": {
      const { doctor } = await import("./cli/doctor.ts");
      return doctor(rest, process.env, Date.now);
    }
    case "sync": {
      const { sync } = await import("./cli/sync.ts");
      return sync(process.env, Date.now);
    }
    case "explain": {
      const { explain } = await import("./cli/explain.ts");
      return explain(rest, process.env, Date.now);
    }
    case "policy": {
      const { policy } = await import("./cli/policy.ts");
      return policy(rest, process.env, Date.now);
    }
    case "simulate": {
      const { simulate } = await import("./cli/simulate.ts");
      return simulate(rest, process.env, Date.now);
    }
    case "report": {
      const { report } = await import("./cli/report.ts");
      return report(rest, process.env, Date.now);
    }
    case "store": {
      const { store } = await import("./cli/store.ts");
      return store(rest, process.env);
    }
    case "sandbox": {
      // The sandbox is never loaded by the service.
      const { sandbox } = await import("./cli/sandbox.ts");
      return sandbox(rest);
    }
    case "help":
    case "--help":
    case "-h":
      parseArgs({ args: rest, allowPositionals: true });
      console.log(HELP);
      return 0;
    default:
      throw new UsageError(`There is no command "${command}".`);
  }
}
