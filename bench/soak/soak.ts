import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLabelFiles } from "../../src/policy/label-files.ts";
import { type Embedded, startEmbedded } from "../../src/sandbox/embedded.ts";
import { chances } from "../../test/support/chances.ts";
import { makeUnreliable } from "../../test/support/unreliable.ts";
import { customerName, directoryWith } from "../customers.ts";
import { differences } from "./differences.ts";
import { type Fate, fate, nextStep, opening, TURNS } from "./life.ts";
import { after, CLOCK, type Expected, later, opened } from "./model.ts";
import type { Memory, Tally } from "./orders.ts";
import { everything, seen, wanted } from "./seen.ts";
import { startSoaked } from "./service.ts";
import { open, take } from "./steps.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** What failed is tried again sooner than this: before people do something else. */
const TRIED_AGAIN_WITHIN_MS = 45 * SECOND;
/** Between two things that people do: longer than what counts as a second thought. */
const BETWEEN_MS = 3 * 60 * SECOND;

export interface SoakOptions {
  escalations: number;
  /** So many live at the same time. */
  together: number;
  /** The share of all calls, and of deliveries lost and of those doubled, that goes wrong. */
  faults: number;
  /** How often the service looks for what it was not told. */
  lookEverySeconds: number;
  seed: number;
  /** Told how far it is. */
  onProgress?: (done: number, memory: Memory) => void;
}

export interface Soaked {
  embedded: Embedded;
  /** Where the world differs from the model, by escalation; and what the service's log called an error. */
  differences(): string[];
  lives: number;
  /** That people took. */
  steps: number;
  /** How often what went wrong. */
  mishaps: Readonly<Record<string, number>>;
  memory: readonly Memory[];
  tally: Tally;
  seconds: number;
  stop(): Promise<void>;
}

interface Life {
  iid: number;
  fate: Fate;
  expected: Expected;
}

/**
 * Escalations through their whole lives with things going wrong all the time: the service in a process of its own with its
 * embedded store, GitLab and Slack in this one.
 */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const { escalations, together, faults, seed, onProgress } = options;
  const startedAt = performance.now();
  const chance = chances(seed);
  const mishaps: Record<string, number> = {};
  const count = (what: string) => {
    mishaps[what] = (mishaps[what] ?? 0) + 1;
  };
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const folder = await mkdtemp(join(tmpdir(), "bench-soak-"));
  const embedded = await startEmbedded({
    ...{ port: 0, tier: "premium", clock, labels: await readLabelFiles("labels") },
    template: await readFile("issue_templates/Account escalation.md", "utf8"),
    deliver: carelessly(faults, chance, count),
  });
  const service = await startSoaked(await settingsFor(embedded, folder, options));
  embedded.hookTo(service.url);
  makeUnreliable(embedded, faults, chance, count);

  const lives: Life[] = [];
  const memory: Memory[] = [];
  let steps = 0;
  while (lives.length < escalations) {
    const births = Math.min(together, escalations - lives.length);
    steps += await lived(births);
    memory.push(await service.memory());
    embedded.gitlab.requests.reset();
    embedded.slack.requests.reset();
    onProgress?.(lives.length, memory.at(-1) ?? { rss: Number.NaN, heapUsed: Number.NaN });
  }
  embedded.gitlab.faults.take = () => undefined;
  embedded.slack.faults.strike = () => ({ fault: undefined, afterCommit: false, delayMs: 0 });
  await service.sync();
  await passed(HOUR);
  const tally = await service.tally();
  const seconds = (performance.now() - startedAt) / 1000;

  return {
    ...{ embedded, lives: lives.length, steps, mishaps, memory, tally, seconds },
    differences() {
      const all = everything(embedded.gitlab.state(), embedded.slack.state());
      const ofLives = lives.flatMap(({ iid, expected }) =>
        differences(seen(all, iid, expected.customer), wanted(all, expected)).map(
          (difference) => `${expected.customer} (#${iid}): ${difference}`,
        ),
      );
      const strangers = [...all.declarations.keys()].filter(
        (customer) => !lives.some(({ expected }) => expected.customer === customer),
      );
      return [
        ...ofLives,
        ...strangers.map((text) => `announced, and nobody knows why: ${text}`),
        ...tally.errors.map((error) => `the service's log says: ${error}`),
      ];
    },
    async stop() {
      await service.stop();
      await embedded.close();
      await rm(folder, { recursive: true });
    },
  };

  /** One generation, from opening to end. Answers how many steps people took. */
  async function lived(births: number): Promise<number> {
    let taken = 0;
    const alive: Life[] = [];
    for (const turn of TURNS) {
      if (turn.hours !== undefined) {
        await service.lookForItself();
        await passed(turn.hours * HOUR);
      }
      if (turn.may === "open") alive.push(...(await born(births)));
      else for (const life of alive) taken += lifeGoesOn(life, nextStep(life.expected, turn, life.fate, chance));
      await atRest();
      await passed(BETWEEN_MS);
    }
    await service.lookForItself();
    await passed(60 * SECOND);
    return taken + births;
  }

  async function born(births: number): Promise<Life[]> {
    const babies: Life[] = [];
    for (let birth = 1; birth <= births; birth += 1) {
      const customer = customerName(lives.length + 1);
      const step = opening(chance);
      const iid = await open(embedded, customer, step);
      const life = { iid, fate: fate(chance), expected: opened(customer, step, clock()) };
      babies.push(life);
      lives.push(life);
    }
    return babies;
  }

  function lifeGoesOn(life: Life, step: ReturnType<typeof nextStep>): number {
    if (step.does === "nothing" || step.does === "open") return 0;
    life.expected = after(life.expected, step, clock());
    take(embedded, life.iid, step);
    return 1;
  }

  async function passed(ms: number): Promise<void> {
    await setAhead(ahead + ms);
    await atRest();
    for (const life of lives) life.expected = later(life.expected, clock());
  }

  /** Nothing is due, and nothing is about to be tried again. */
  async function atRest(): Promise<void> {
    for (;;) {
      await embedded.gitlab.settled();
      const next = await service.comeToRest();
      const wait = next === undefined ? Number.POSITIVE_INFINITY : next - clock();
      if (wait > TRIED_AGAIN_WITHIN_MS) return;
      await setAhead(ahead + Math.max(0, wait));
    }
  }

  async function setAhead(ms: number): Promise<void> {
    ahead = Math.round(ms);
    await service.setAhead(ahead);
  }
}

/** GitLab's deliveries: some never arrive, others twice at the same time. */
function carelessly(share: number, chance: () => number, count: (what: string) => void): typeof fetch {
  return async (url, init) => {
    const luck = chance();
    if (luck < share) {
      count("delivery lost");
      return new Response();
    }
    if (luck >= 2 * share) return fetch(url, init);
    count("delivery doubled");
    const [answer] = await Promise.all([fetch(url, init), fetch(url, init)]);
    return answer;
  };
}

async function settingsFor(
  embedded: Embedded,
  folder: string,
  { escalations, lookEverySeconds }: SoakOptions,
): Promise<Record<string, string>> {
  await writeFile(join(folder, "directory.yml"), directoryWith(escalations));
  await writeFile(join(folder, "policy.yml"), policyWith(lookEverySeconds));
  const { url, gitlabToken, projectPath, webhookSecret, slack } = embedded;
  return {
    ...{ GITLAB_URL: `${url}/gitlab`, GITLAB_TOKEN: gitlabToken, GITLAB_PROJECT: projectPath },
    ...{ GITLAB_WEBHOOK_SECRET: webhookSecret, SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: `${url}/slack/api/` },
    ...{ PORT: "0", DATA_DIR: join(folder, "data") },
    ...{ POLICY_FILE: join(folder, "policy.yml"), DIRECTORY_FILE: join(folder, "directory.yml") },
  };
}

const NEVER = "P3650D";
const hours = (ms: number) => `PT${ms / HOUR}H`;
const UPDATES = `{ every: ${hours(CLOCK.reminder)}, overdue_after: ${hours(CLOCK.overdue - CLOCK.reminder)}, manager_after: ${hours(CLOCK.manager - CLOCK.overdue)} }`;
/** Clocks in elapsed time, and nothing asked for but updates: what is due when is easy to say. */
function policyWith(lookEverySeconds: number): string {
  const ofSeverities = ["critical", "high", "medium"].map(
    (severity) => `  ${severity}: { internal_update: ${UPDATES}, customer_update: none, accept_within: ${NEVER} }`,
  );
  return `version: 1
working_time: { always: true }
severities:
${ofSeverities.join("\n")}
  low: { accept_within: ${NEVER} }
opening_steps:
  - { id: channel, within: PT0S, by: service }
  - { id: dri, within: PT0S, by: service }
  - { id: declare, within: PT0S, by: service }
  - { id: tracker, severity: [critical, high], within: PT0S, by: service }
  - { id: sentiment, severity: [critical, high], within: ${NEVER}, by: person }
reconcile: { every: PT${lookEverySeconds.toFixed(1)}S }
`;
}
