import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Who may import whom, folder by folder, in the order a change travels:
 *
 *   webhook → store → reconcile ( read → decide → act ) → gitlab, slack, sentiment
 *
 * `inside` are folders and top-level files of `src/`, `typesOnly` those of which nothing but types may be used,
 * `packages` what may come from outside (`node:*` for what Node brings). What is not listed is forbidden.
 */
const RULES: Record<string, { inside?: string[]; typesOnly?: string[]; packages?: string[] }> = {
  "issue-key": {},
  // Signing and checking signatures.
  "standard-webhooks": { packages: ["node:crypto"] },
  // What a trace is told; the SDK behind it is loaded by the wiring.
  tracing: {},
  // Who fails too often to get in.
  "failed-attempts": { packages: ["node:net"] },
  time: { packages: ["temporal-polyfill"] },
  policy: { inside: ["time"], packages: ["zod", "yaml", "temporal-polyfill", "node:fs/promises"] },
  // What an issue says.
  escalation: {
    inside: ["policy", "issue-key"],
    packages: ["zod", "mdast", "mdast-util-*", "micromark-extension-gfm", "temporal-polyfill"],
  },
  // The process: pure. No I/O, no clock, no SDK.
  decide: {
    inside: ["escalation", "policy", "time", "issue-key"],
    packages: ["zod", "mdast", "mdast-util-*", "micromark-extension-gfm"],
  },
  // The history in figures: pure.
  figures: { inside: ["escalation", "policy", "time"], typesOnly: ["decide"], packages: ["zod", "csv-stringify/sync"] },
  // The ports, and which of them makes an action so.
  act: { inside: ["decide", "escalation", "policy", "issue-key"], packages: ["node:async_hooks"] },
  gitlab: { inside: ["act", "escalation", "policy", "issue-key"], packages: ["zod", "@gitbeaker/*"] },
  slack: {
    inside: ["act", "escalation"],
    typesOnly: ["decide", "issue-key"],
    packages: ["zod", "@slack/web-api", "mdast", "mdast-util-*"],
  },
  sentiment: { inside: ["act", "standard-webhooks"], typesOnly: ["decide"] },
  store: { inside: ["issue-key"], packages: ["kysely", "kysely/migration", "pg", "node:*"] },
  reconcile: {
    inside: ["act", "decide", "escalation", "figures", "policy", "store", "time", "issue-key", "tracing"],
    packages: ["zod"],
  },
  // The service's watch over itself: webhooks, others who work against it, due times, outages.
  watch: { inside: ["act", "decide", "reconcile", "store", "issue-key"], packages: ["zod"] },
  // Setting up a project and a workspace, and looking whether they are: plans and judgements, with a thin shell.
  setup: { inside: ["act", "watch", "policy"], packages: ["zod", "yaml"] },
  webhook: {
    inside: ["store", "issue-key", "standard-webhooks", "failed-attempts"],
    packages: ["express", "zod", "node:*"],
  },
  web: {
    // Of the process only what an escalation's line of the overview says, and in which words.
    inside: ["store", "decide", "figures", "policy", "time", "issue-key", "failed-attempts"],
    packages: [
      ...["express", "helmet", "htm/preact", "preact", "preact-render-to-string", "openid-client", "iron-session"],
      ...["@observablehq/plot", "linkedom"],
      ...["zod", "prom-client", "ical-generator", "timezones-ical-library", "node:*"],
    ],
  },
  // An embedded GitLab and Slack: knows nothing of the service it is there for.
  sandbox: { packages: ["express", "zod", "mdast", "mdast-util-*", "micromark-extension-gfm", "node:*"] },
  "settings-source": { packages: ["node:*"] },
  settings: { inside: ["settings-source"], packages: ["zod", "node:net"] },
};
/** Wiring and commands: may import everything, and are imported by nobody else. */
const WIRING = ["main", "app", "cli"];
/** The only readers of the environment and the clock. */
const READ_THE_WORLD = /^(main\.ts|cli\/)/;

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const FILES = globSync("src/**/*.ts").map((path) => path.replaceAll("\\", "/"));
const IMPORTS = FILES.flatMap(importsOf);

function importsOf(path: string): Import[] {
  const from = path.replace(/^src\//, "");
  const text = readFileSync(path, "utf8");
  const found = [
    ...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm),
    ...text.matchAll(/\bimport\(()"([^"]+)"\)/g),
  ];
  return found.map(([, type, specifier = ""]) => ({
    from,
    to: specifier.startsWith(".") ? normalize(join(dirname(from), specifier)) : specifier,
    typeOnly: Boolean(type?.trim()),
  }));
}

/** `decide/rules/dri.ts` belongs to `decide`, `issue-key.ts` to itself. */
function partOf(file: string): string {
  return (file.split("/")[0] ?? "").replace(/\.ts$/, "");
}

function isOurs({ to }: Import): boolean {
  return to.endsWith(".ts") || to.endsWith(".js");
}

function fits(name: string, patterns: readonly string[] = []): boolean {
  return patterns.some((pattern) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

function isAllowed(one: Import): boolean {
  const rule = RULES[partOf(one.from)];
  if (WIRING.includes(partOf(one.from))) return true;
  if (!isOurs(one)) return fits(one.to, rule?.packages);
  const part = partOf(one.to);
  return part === partOf(one.from) || fits(part, rule?.inside) || (one.typeOnly && fits(part, rule?.typesOnly));
}

describe("the parts of src/", () => {
  it("are all known to these rules", () => {
    const parts = new Set(FILES.map((file) => partOf(file.replace(/^src\//, ""))));

    expect([...parts].filter((part) => !(part in RULES) && !WIRING.includes(part))).toEqual([]);
    expect(IMPORTS.length).toBeGreaterThan(200);
  });

  it("import only what they may", () => {
    const forbidden = IMPORTS.filter((one) => !isAllowed(one));

    expect(forbidden.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("do not import each other in a circle", () => {
    const edges = new Map<string, Set<string>>();
    for (const one of IMPORTS.filter(isOurs)) {
      const [from, to] = [partOf(one.from), partOf(one.to)];
      if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }

    expect(circleIn(edges)).toBeUndefined();
  });

  it("get the time and the environment from their callers: only the entry reads them", () => {
    const readers = FILES.filter((file) =>
      /\bDate\.now\b|\bprocess\.env\b|\bnew Date\(\)|Temporal\.Now/.test(readFileSync(file, "utf8")),
    );

    expect(readers.map((file) => file.replace(/^src\//, "")).filter((file) => !READ_THE_WORLD.test(file))).toEqual([]);
  });

  it("leave the sandbox out of the service: it is loaded only where it was asked for", () => {
    const users = IMPORTS.filter(
      (one) => isOurs(one) && partOf(one.to) === "sandbox" && partOf(one.from) !== "sandbox",
    );

    expect(users.filter(({ from }) => from !== "cli/sandbox.ts").map(({ from }) => from)).toEqual([]);
  });
});

/** Some circle among the parts, as `a → b → a`. */
function circleIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const safe = new Set<string>();
  const walk = (part: string, path: readonly string[]): string | undefined => {
    if (path.includes(part)) return [...path.slice(path.indexOf(part)), part].join(" → ");
    if (safe.has(part)) return undefined;
    for (const next of edges.get(part) ?? []) {
      const circle = walk(next, [...path, part]);
      if (circle) return circle;
    }
    safe.add(part);
    return undefined;
  };
  return [...edges.keys()].map((part) => walk(part, [])).find((circle) => circle !== undefined);
}
