import { parse } from "yaml";
import type { Action, Results, WriteTracker } from "../../src/decide/action.ts";
import { decide } from "../../src/decide/decide.ts";
import type { Decision, Facts, LinkedWork, PlannedAction, Sibling, TimelineEvent } from "../../src/decide/facts.ts";
import { type RecordedEffect, receiptsOf } from "../../src/decide/receipts.ts";
import { readFields } from "../../src/escalation/fields.ts";
import type { AssigneeChange, BoxChange, Issue, LabelChange, Member, Note } from "../../src/escalation/issue.ts";
import { type Memory, newMemory } from "../../src/escalation/memory.ts";
import { Directory } from "../../src/policy/directory.ts";
import { Policy } from "../../src/policy/policy.ts";
import { DIRECTORY, PEOPLE } from "../../src/sandbox/company.ts";

/** A Tuesday, 10:00 in Berlin. */
export const MORNING = Date.parse("2026-11-24T09:00:00Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const TRACKER_PAGE = "https://gitlab.example.test/customer-success/escalations/-/wikis/Escalations/42-Acme-Corp";

const LEVELS = { guest: 10, planner: 15, reporter: 20, developer: 30, maintainer: 40 };
const BOT: Member = { id: 1, username: "escalation-bot", name: "Escalation Bot", accessLevel: 40 };
export const MEMBERS: readonly Member[] = [
  BOT,
  ...PEOPLE.map(({ username, name, role }, index) => ({ id: 100 + index, username, name, accessLevel: LEVELS[role] })),
];

export function member(username: string): Member {
  const found = MEMBERS.find((one) => one.username === username);
  if (!found) throw new Error(`nobody is called ${username}`);
  return found;
}

export interface SituationOptions {
  description?: string;
  title?: string;
  labels?: readonly string[];
  assignees?: readonly string[];
  /** YAML. */
  directory?: string;
  policy?: unknown;
  members?: readonly Member[];
  chat?: boolean;
  sentimentSink?: boolean;
  now?: number;
}

/**
 * An escalation in memory: what was decided is done to it at once, as GitLab and Slack would, so that a test can go on
 * deciding. No clock, store or network.
 */
export interface Situation {
  now: number;
  issue: Issue;
  memory: Memory;
  policy: Policy;
  effects: RecordedEffect[];
  /** Everything that was wanted so far. */
  wanted: PlannedAction[];
  /** What was written down so far, and when. */
  timeline: ({ at: number } & TimelineEvent)[];
  /** What people read on the issue and in Slack, newest last, status note left out. */
  notes: string[];
  statusNote: string | undefined;
  /** The tracker document as it was last written. */
  tracker: WriteTracker | undefined;
  /** Actions of these types are given up instead of done. */
  broken: Set<Action["type"]>;
  /** Effects GitLab or Slack answers differently. */
  answers: Partial<Results>;
  /** What people did since the last look, as GitLab tells it; read by the next decision only. */
  history: {
    labels?: readonly LabelChange[];
    assignments?: readonly AssigneeChange[];
    boxes?: readonly BoxChange[];
    comments?: readonly Note[];
  };
  siblings: readonly Sibling[];
  linked: LinkedWork | undefined;
  /** What a decision is made on as things stand. */
  facts(): Facts;
  /** One decision as things stand. */
  decide(): Decision;
  /** Decides and does until nothing more is wanted, as a run does. Answers what was wanted meanwhile, and when to look again. */
  run(): { wanted: PlannedAction[]; recheckAt: number | undefined };
  /** As if the DRI had taken it on now. */
  takeOn(): void;
}

export function situation(options: SituationOptions = {}): Situation {
  const directory = Directory.parse(parse(options.directory ?? DIRECTORY) ?? {});
  const members = options.members ?? MEMBERS;
  const now = options.now ?? MORNING;
  let editsMade: Facts["editsMade"] = [];
  const here: Situation = {
    now,
    policy: Policy.parse(options.policy ?? {}),
    issue: {
      key: "7#42",
      projectId: 7,
      iid: 42,
      title: options.title ?? "Acme Corp: pipelines stand still",
      description: options.description ?? "",
      labels: options.labels ?? ["escalation"],
      assignees: (options.assignees ?? []).map(member),
      author: member("cathy"),
      state: "opened",
      confidential: true,
      createdAt: now,
      updatedAt: now,
      notesCount: 0,
      webUrl: "https://gitlab.example.test/customer-success/escalations/-/issues/42",
      serviceDesk: false,
    },
    memory: newMemory(now),
    effects: [],
    wanted: [],
    timeline: [],
    notes: [],
    statusNote: undefined,
    tracker: undefined,
    broken: new Set(),
    answers: {},
    history: {},
    siblings: [],
    linked: undefined,
    facts() {
      return {
        issue: here.issue,
        onGitLab: here.issue,
        discussion: discussed(here.history),
        labelChanges: here.history.labels,
        siblings: here.siblings,
        linked: here.linked,
        fields: readFields(here.issue.description),
        memory: here.memory,
        receipts: receiptsOf(here.effects),
        policy: here.policy,
        directory,
        member: (username) => members.find((one) => one.username.toLowerCase() === username.toLowerCase()),
        ownUserId: BOT.id,
        foundStatusNote: undefined,
        reopenedBy: here.issue.state === "opened" ? member("cathy") : undefined,
        editsMade,
        calendarUrl: "https://escalations.example.test/calendar/token.ics",
        chat: options.chat ?? true,
        sentimentSink: options.sentimentSink ?? false,
        waitNoLonger: false,
        now: here.now,
      };
    },
    decide: () => decide(here.facts()),
    takeOn() {
      const { dri } = here.memory;
      if (dri) here.memory = { ...here.memory, accepted: { id: dri.id, at: here.now } };
    },
    run() {
      editsMade = [];
      const all: PlannedAction[] = [];
      for (let round = 0; round < 8; round += 1) {
        const decision = here.decide();
        const wanted = decision.actions.filter(isNew);
        if (wanted.length === 0 && JSON.stringify(decision.memory) === JSON.stringify(here.memory)) {
          return { wanted: all, recheckAt: decision.recheckAt };
        }
        here.memory = decision.memory;
        here.timeline.push(...decision.timeline.map((event) => ({ at: here.now, ...event })));
        here.history = {};
        here.linked = undefined;
        for (const planned of wanted) perform(planned);
        all.push(...wanted);
        here.wanted.push(...wanted);
      }
      throw new Error("does not come to rest");
    },
  };
  return here;

  function isNew({ key, action, replaces }: PlannedAction): boolean {
    const known = here.effects.find((effect) => effect.key === key);
    return known === undefined || (replaces === true && known.action !== JSON.stringify(action));
  }

  function perform({ key, action }: PlannedAction): void {
    here.effects = here.effects.filter((effect) => effect.key !== key);
    const effect = { key, action: JSON.stringify(action) };
    if (action.type === "edit-issue") editsMade = [...editsMade, action];
    if (here.broken.has(action.type)) {
      here.effects.push({ ...effect, state: "given-up", result: undefined, error: "no" });
      return;
    }
    here.effects.push({ ...effect, state: "done", result: JSON.stringify(done(action)), error: undefined });
  }

  function done(action: Action): unknown {
    switch (action.type) {
      case "edit-issue": {
        const labels = here.issue.labels.filter((label) => !action.removeLabels.includes(label));
        here.issue = {
          ...here.issue,
          labels: [...labels, ...action.addLabels],
          confidential: here.issue.confidential || action.confidential === true,
          ...(action.state && { state: action.state === "close" ? ("closed" as const) : ("opened" as const) }),
          assignees: action.assignee ? [member(action.assignee.username)] : here.issue.assignees,
        };
        return {};
      }
      case "write-status-note":
        here.statusNote = action.body;
        return { noteId: 900 };
      case "post-note":
        here.notes.push(action.body);
        return { noteId: 901 };
      case "create-channel":
        return { channelId: "C0NEW", name: action.names[0], url: "https://chat.example.test/archives/C0NEW" };
      case "invite":
        return here.answers.invite ?? { invited: action.usernames, unknown: [], refused: [] };
      case "post-message":
        return { channelId: action.to === "announcements" ? "C0ANN" : action.to.channelId, ts: "1.0" };
      case "open-rca":
        return {
          key: "7#43",
          reference: "#43",
          url: "https://gitlab.example.test/customer-success/escalations/-/issues/43",
        };
      case "write-tracker":
        here.tracker = action;
        return { slug: "Escalations/42-Acme-Corp", url: TRACKER_PAGE };
      default:
        return {};
    }
  }
}

let lastNote = 8000;

/** Somebody comments a minute later, and the service hears of it. */
export function say(here: Situation, who: string, body: string): void {
  here.now += MINUTE;
  lastNote += 1;
  here.history = {
    labels: [],
    comments: [{ id: lastNote, author: member(who), body, createdAt: here.now, internal: false }],
  };
  here.run();
}

function discussed({ comments, assignments, boxes, labels }: Situation["history"]): Facts["discussion"] {
  if (!comments && !assignments && !boxes && !labels) return undefined;
  return {
    comments: comments ?? [],
    assignments: assignments ?? [],
    boxes: boxes ?? [],
    linksChangedAt: undefined,
  };
}

/** A description with the headings that decide. */
export function describedAs({
  customer = "Acme Corp",
  severity = [],
  origin = [],
  nature = [],
  people = {},
  productArea,
}: {
  customer?: string;
  severity?: readonly string[];
  origin?: readonly string[];
  nature?: readonly string[];
  people?: Record<string, string>;
  productArea?: string;
} = {}): string {
  const boxes = (heading: string, words: readonly string[]) =>
    `## ${heading}\n\n${words.map((word) => `- [x] ${word}`).join("\n")}\n`;
  return [
    `<!-- escalation -->\n\n## Customer\n\n${customer}\n`,
    boxes("Severity", severity),
    boxes("Origin", origin),
    boxes("Nature", nature),
    `## People\n\n${Object.entries(people)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join("\n")}\n`,
    "## Immediate asks\n\n- An engineer who knows runners, in CET\n\n## Exit criteria\n\n- [ ] Pipelines start within 30 s\n",
    ...(productArea === undefined ? [] : [`## Product area\n\n${productArea}\n`]),
  ].join("\n");
}

/** The rows of the status note's table, by their first cell. */
export function rowsOf(statusNote: string | undefined): Record<string, string> {
  const rows = (statusNote ?? "").split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| |"));
  return Object.fromEntries(
    rows.map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, 3)
        .map((cell) => cell.trim()),
    ),
  );
}
