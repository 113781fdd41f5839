import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type TestContext } from "vitest";
import { z } from "zod";
import { BOT } from "../../src/sandbox/company.ts";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { filledIn } from "../support/world.ts";
import { eventually } from "./opened.ts";
import { type ServiceProcess, type Surroundings, surroundings } from "./service-process.ts";

/** Seconds that really pass: a process goes by the time of its machine. */
const SECONDS = `
working_time: { always: true }
opening_steps: [{ id: tracker, within: PT0S, by: service }]
closing: { require: [] }
severities:
  critical:
    internal_update: { every: PT3S, overdue_after: PT1S, manager_after: PT1S }
    customer_update: none
  medium:
    internal_update: { every: PT4S, overdue_after: PT1H, manager_after: PT1H }
    customer_update: none
`;

/** The first lines of what is said in an escalation's channel. */
export const REMINDER = "Reminder: an internal update is owed";
export const OVERDUE = "Overdue: an internal update";
export const MANAGER = "Still missing: an internal update";
export const UPDATE = "Update";

/** A company whose clocks count seconds, and the service as a process of its own. */
export interface Hurried extends Surroundings {
  /** Starts it, the first time and again. */
  begin(): ServiceProcess;
  /** The same, and waits until it has connected and looked at everything. */
  serve(): Promise<ServiceProcess>;
  /** Cathy opens a critical escalation, and the service is through with it; Mona is her manager. */
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

export async function hurried({ onTestFinished }: TestContext): Promise<Hurried> {
  const around = await surroundings();
  onTestFinished(() => around.stop());
  const policy = { POLICY_FILE: join(around.folder, "policy.yml") };
  await writeFile(policy.POLICY_FILE, SECONDS);
  return {
    ...around,
    begin: () => around.start(policy),
    serve: () => around.serve(policy),
    async open(customer) {
      const people = { CSM: "cathy", "CSM manager": "mona" };
      const description = await filledIn({ customer, severity: ["Critical"], people });
      const { iid } = around.gitlab.as("cathy").openIssue({ title: `${customer}: nothing runs`, description });
      // Written last, as it holds all the others' links.
      await eventually(() =>
        expect(
          around.gitlab
            .issue(iid)
            .notes.map(({ body }) => body)
            .join(),
        ).toContain("escalations:status"),
      );
      return seen(around, iid, customer);
    },
  };
}

const LabelEvents = z.array(z.object({ action: z.string(), label: z.object({ name: z.string() }).nullable() }));

function seen({ gitlab, slack, projectId, url, gitlabToken }: Surroundings, iid: number, customer: string): Escalation {
  const name = `esc_${customer.toLowerCase()}`;
  return {
    iid,
    said() {
      const channel = slack.state().channels.find((one) => one.name === name);
      return channel
        ? saidIn(channel)
            .slice(1)
            .map(({ text }) => text.split("\n")[0] ?? "")
        : [];
    },
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
      return page?.content.match(/: update by Cathy Summers$/gm)?.length ?? 0;
    },
    answered() {
      const written = gitlab.issue(iid).notes.findLast(({ author, system }) => author !== BOT && !system);
      return written?.reactions.map((reaction) => reaction.name) ?? [];
    },
    writes: (text) => void gitlab.as("cathy").comment(iid, text),
  };
}
