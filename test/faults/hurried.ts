import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type TestContext } from "vitest";
import { z } from "zod";
import { BOT } from "../../src/sandbox/company.ts";
import { movableClock } from "../../src/sandbox/movable-clock.ts";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { filledIn } from "../support/world.ts";
import { eventually } from "./opened.ts";
import { type ServiceProcess, type Surroundings, surroundings } from "./service-process.ts";

const AHEAD = new URL("ahead.ts", import.meta.url).href;

/** Only the clocks; the tracker document is kept, as at any critical escalation. */
function policyIn(unit: "S" | "M"): string {
  return `
working_time: { always: true }
opening_steps: [{ id: tracker, within: PT0S, by: service }]
closing: { require: [] }
severities:
  critical:
    internal_update: { every: PT3${unit}, overdue_after: PT2${unit}, manager_after: PT1${unit} }
    customer_update: none
  medium:
    internal_update: { every: PT4${unit}, overdue_after: PT1H, manager_after: PT1H }
    customer_update: none
`;
}

/** The first lines of what is said in an escalation's channel. */
export const REMINDER = "Reminder: an internal update is owed";
export const OVERDUE = "Overdue: an internal update";
export const MANAGER = "Still missing: an internal update";
export const UPDATE = "Update";

/** A company in a hurry, and the service as a process of its own. */
export interface Hurried extends Surroundings {
  /** Lets so many minutes pass for GitLab, Slack, and the service as soon as it is started again. */
  pass(minutes: number): void;
  /** Starts it, the first time and again. */
  begin(): ServiceProcess;
  /** The same, and waits until it has connected and looked at everything. */
  serve(): Promise<ServiceProcess>;
  /** Cathy opens a critical escalation, and its channel is there; Mona is her manager. */
  open(customer: string): Promise<Escalation>;
}

/** A critical escalation as it looks from outside. */
export interface Escalation {
  iid: number;
  /** In its channel, in order, by first line; the welcome aside. */
  said(): string[];
  /** The service's comments on the issue, in order, by kind; the status note aside. */
  comments(): string[];
  labels(): string[];
  /** How the label `update overdue` came and went: `add`, `remove`. */
  overdueLabel(): Promise<string[]>;
  /** How many updates the tracker document has in its log. */
  logged(): number;
  /** The reactions on the newest comment of a person. */
  answered(): string[];
  /** Cathy comments on the issue. */
  writes(text: string): void;
}

/**
 * Its clocks are a critical escalation's reminder after three, overdue after five, manager after six, and a medium one's
 * reminder after four: seconds that really pass, or minutes to be passed while the service is down.
 */
export async function hurried({ onTestFinished }: TestContext, unit: "S" | "M"): Promise<Hurried> {
  const clock = movableClock(Date.now, Date.now());
  const around = await surroundings({}, clock.now);
  onTestFinished(() => around.stop());
  const policy = join(around.folder, "policy.yml");
  await writeFile(policy, policyIn(unit));
  const settings = () => ({
    POLICY_FILE: policy,
    NODE_OPTIONS: `--import=${AHEAD}`,
    AHEAD_MS: String(Math.round(clock.now() - Date.now())),
  });
  return {
    ...around,
    pass: (minutes) => clock.setTo(clock.now() + minutes * 60_000),
    begin: () => around.start(settings()),
    serve: () => around.serve(settings()),
    async open(customer) {
      const people = { CSM: "cathy", "CSM manager": "mona" };
      const description = await filledIn({ customer, severity: ["Critical"], people });
      const { iid } = around.gitlab.as("cathy").openIssue({ title: `${customer}: nothing runs`, description });
      const name = `esc_${customer.toLowerCase()}`;
      const inChannel = () => {
        const channel = around.slack.state().channels.find((one) => one.name === name);
        return channel ? saidIn(channel).map(({ text }) => text.split("\n")[0] ?? "") : [];
      };
      await eventually(() => expect(inChannel()[0]).toContain("Welcome"));
      return { iid, said: () => inChannel().slice(1), ...onGitLab(around, iid, customer) };
    },
  };
}

const LabelEvents = z.array(z.object({ action: z.string(), label: z.object({ name: z.string() }).nullable() }));

function onGitLab(
  { gitlab, projectId, url, gitlabToken }: Surroundings,
  iid: number,
  customer: string,
): Omit<Escalation, "iid" | "said"> {
  return {
    comments: () =>
      gitlab
        .issue(iid)
        .notes.filter(({ author, system }) => author === BOT && !system)
        .map(({ body }) => /<!-- escalations:([\w-]+)/.exec(body)?.[1] ?? body)
        .filter((kind) => kind !== "status"),
    labels: () => gitlab.issue(iid).labels,
    async overdueLabel() {
      const path = `projects/${projectId}/issues/${iid}/resource_label_events?per_page=100`;
      const answer = await fetch(`${url}/gitlab/api/v4/${path}`, { headers: { "private-token": gitlabToken } });
      const events = LabelEvents.parse(await answer.json());
      return events.flatMap(({ action, label }) => (label?.name === "update overdue" ? [action] : []));
    },
    logged() {
      const pages = gitlab.state().projects.flatMap(({ wiki }) => wiki);
      const page = pages.find(({ title }) => title === `Escalations/${iid} ${customer}`);
      return page?.content.match(/: Update \(Cathy Summers\)$/gm)?.length ?? 0;
    },
    answered() {
      const written = gitlab.issue(iid).notes.findLast(({ author, system }) => author !== BOT && !system);
      return written?.reactions.map((reaction) => reaction.name) ?? [];
    },
    writes: (text) => void gitlab.as("cathy").comment(iid, text),
  };
}
