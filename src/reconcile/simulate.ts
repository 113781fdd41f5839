import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import { compare, type Sight } from "../decide/compare.ts";
import type { Facts } from "../decide/facts.ts";
import { receiptsOf } from "../decide/receipts.ts";
import { Memory } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";
import { differences } from "../policy/differences.ts";
import type { Directory } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import type { Remembered } from "../store/store.ts";
import { type Explainer, notDoneYet } from "./explain.ts";
import { readFacts } from "./read-facts.ts";
import { decideAmongSiblings, siblingsOf } from "./siblings.ts";

/** Issues read at a time: a simulation must not crowd out the service's own calls. */
const CONCURRENCY = 4;

const Change = z.object({
  kind: z.enum(["who", "state", "due", "do", "keep"]),
  text: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

/** What a proposed policy or directory would change, as data that travels as JSON. */
export const Simulation = z.object({
  /** As of when, ISO 8601. */
  at: z.string(),
  /** In what the proposed files differ from those in force. */
  proposed: z.object({ policy: z.array(z.string()), directory: z.array(z.string()) }),
  /** How many open escalations were looked at. */
  escalations: z.number(),
  changed: z.array(
    z.object({
      project_id: z.number(),
      iid: z.number(),
      title: z.string(),
      web_url: z.string(),
      customer: z.string().nullable(),
      severity: z.string().nullable(),
      changes: z.array(Change),
    }),
  ),
  /** Issues that could not be read, and why. */
  unread: z.array(z.object({ issue: z.string(), reason: z.string() })),
});
export type Simulation = z.infer<typeof Simulation>;

interface Configuration {
  policy: Policy;
  directory: Directory;
}

export interface Simulator extends Explainer {
  /** What would be in force instead; what is left out stays. */
  proposed: Partial<Configuration>;
}

/**
 * Decides about every open escalation twice, by what is in force and by what is proposed, and compares (P-SEE-3). Reads
 * from GitLab, does nothing, writes nothing.
 */
export async function simulate(simulator: Simulator): Promise<Simulation> {
  const { store, configuration, now } = simulator;
  const proposed = { ...configuration, ...simulator.proposed };
  const open = await store.escalations.list({ open: true });
  const waiting = open.map(({ key }) => key);
  const changed: Simulation["changed"] = [];
  const unread: Simulation["unread"] = [];
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return {
    at: new Date(now).toISOString(),
    proposed: {
      policy: differences(configuration.policy, proposed.policy),
      directory: differences(configuration.directory, proposed.directory),
    },
    escalations: open.length,
    changed: changed.toSorted((a, b) => a.project_id - b.project_id || a.iid - b.iid),
    unread,
  };

  async function work(): Promise<void> {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) await lookAt(key);
  }

  async function lookAt(key: IssueKey): Promise<void> {
    try {
      const found = await changesOf(key, proposed, simulator);
      if (found === undefined) unread.push({ issue: key, reason: "it is gone, or no escalation any more" });
      else if (found.changes.length > 0) changed.push(found);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      unread.push({ issue: key, reason: error.message });
    }
  }
}

async function changesOf(
  key: IssueKey,
  proposed: Configuration,
  simulator: Simulator,
): Promise<Simulation["changed"][number] | undefined> {
  const { store, ports, configuration, now } = simulator;
  const remembered = await store.escalations.load(key);
  if (!remembered) return undefined;
  const memory = Memory.parse(JSON.parse(remembered.memory));
  const read = await readFacts(key, memory, proposed.directory, ports, now);
  if (!read) return undefined;
  const facts = {
    ...read,
    onGitLab: read.issue,
    memory,
    receipts: receiptsOf(remembered.effects),
    ownUserId: ports.ownUserId(),
    editsMade: [],
    calendarUrl: undefined,
    chat: ports.chat !== undefined,
    sentimentSink: ports.sentiment !== undefined,
    waitNoLonger: true,
    now,
  };
  const today = await sightOf(key, { ...facts, ...configuration }, remembered, simulator);
  const then = await sightOf(key, { ...facts, ...proposed }, remembered, simulator);
  const { project_id, iid, title, web_url, customer, severity } = today.decision.overview;
  return { project_id, iid, title, web_url, customer, severity, changes: compare(today, then) };
}

async function sightOf(
  key: IssueKey,
  facts: Omit<Facts, "siblings">,
  { effects }: Remembered,
  { store }: Simulator,
): Promise<Sight> {
  const { decision } = await decideAmongSiblings(key, store, facts);
  const siblings = await siblingsOf(key, decision, store);
  return { facts: { ...facts, siblings }, decision, wanted: notDoneYet(decision.actions, effects) };
}
