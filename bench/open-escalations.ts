import { issueKey } from "../src/issue-key.ts";
import { BOT } from "../src/sandbox/company.ts";
import type { Remembered } from "../src/store/store.ts";
import { startWorld, type World } from "../test/support/world.ts";
import { customerName, directoryWith, openEscalation } from "./customers.ts";

const HOUR = 60 * 60_000;
/** How long after the first template the other one is opened: so much later its reminders fall due. */
const APART = 6 * HOUR;
/** Every clock is an update a day, in elapsed time; nothing else is owed by itself before that. */
const EVERY = 24 * HOUR;
/** Longer than the full look reads twice (a minute), so that quiet issues are no news to it. */
const CHANGED_APART = 2 * 60_000;

export interface OpenEscalations {
  world: World;
  /** The issues whose reminders fall due at the same moment, and their channels. */
  due: readonly { iid: number; channel: string }[];
  /** The others, due hours later. */
  quiet: readonly number[];
  /** When that is, by the world's clock (ms since the epoch). */
  dueAt: number;
}

export interface OpenEscalationsOptions {
  escalations: number;
  due: number;
  /** Between two full looks. */
  lookEverySeconds: number;
}

interface Template {
  iid: number;
  customer: string;
  channelId: string;
  noteId: number;
  remembered: Remembered;
  summary: string;
  updatedAt: string;
  dueAt: number;
}

/**
 * A world with so many open escalations whose clocks run, each with its issue, status note and channel. Two are opened by
 * the service; the others are copies of one of them with their own names. Webhooks are lost from then on.
 */
export async function openEscalations({
  escalations,
  due,
  lookEverySeconds,
}: OpenEscalationsOptions): Promise<OpenEscalations> {
  const world = await startWorld({ directory: directoryWith(escalations), policy: policyWith(lookEverySeconds) });
  try {
    await world.settled();
    const soon = await template(world, 1);
    world.pass(APART);
    const later = await template(world, 2);
    world.gitlab.deliveries.hold();

    const numbers = Array.from({ length: escalations - 2 }, (_, index) => index + 3);
    const copies = numbers.map((number) => {
      world.setClock(Date.now() + APART - (escalations - number + 1) * CHANGED_APART);
      return copyOf(world, number < 2 + due ? soon : later, number);
    });
    world.setClock(Date.now() + APART);
    await Promise.all(copies.map((copy) => keep(world, copy)));
    const [dueCopies, others] = [
      copies.filter((copy) => copy.dueAt === soon.dueAt),
      copies.filter((copy) => copy.dueAt !== soon.dueAt),
    ];
    for (const [group, dueAt] of [
      [dueCopies, soon.dueAt],
      [others, later.dueAt],
    ] as const) {
      await world.app.store.work.touchAll(
        group.map(({ iid }) => issueKey({ projectId: world.projectId, iid })),
        dueAt,
      );
    }
    const inChannels = [soon, ...dueCopies].map(({ iid, channelId }) => ({ iid, channel: channelId }));
    await world.restart();
    await atRest(world, [...dueCopies.slice(0, 1), ...others.slice(0, 1)]);
    return { world, due: inChannels, quiet: [later, ...others].map(({ iid }) => iid), dueAt: soon.dueAt };
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** Opened by the service, and looked at once more, so that what its own note changed is seen. */
async function template(world: World, number: number): Promise<Template> {
  const { iid } = await openEscalation(world, number);
  await world.settled();
  await world.app.sync();
  await world.settled();

  const key = issueKey({ projectId: world.projectId, iid });
  const { escalations } = world.app.store;
  const remembered = await escalations.load(key);
  const summary = (await escalations.list({ open: true })).find((one) => one.key === key)?.summary;
  const issue = world.gitlab.issue(iid);
  const note = world.statusNotes(iid)[0];
  const { openedAt } = JSON.parse(remembered?.memory ?? "{}");
  const receipt = remembered?.effects.find((effect) => effect.key === "channel/1")?.result ?? "{}";
  const { channelId } = JSON.parse(receipt);
  if (!remembered || summary === undefined || !note || !openedAt || !channelId)
    throw new Error(`the escalation to copy, ${key}, did not open as it should`);
  return {
    ...{ iid, remembered, summary, channelId, noteId: note.id, updatedAt: issue.updatedAt },
    ...{ customer: customerName(number), dueAt: openedAt + EVERY },
  };
}

/** The same escalation of another customer, on GitLab and in Slack; the clock is when its issue changed last. */
function copyOf({ gitlab, slack }: World, from: Template, number: number): Template & { from: Template } {
  const customer = customerName(number);
  const { title, description, labels, assignees } = gitlab.issue(from.iid);
  const renamed = (text: string) => text.replaceAll(from.customer, customer);
  const { iid } = gitlab.as("mona").openIssue({
    ...{ title: renamed(title), description: renamed(description), labels, confidential: true },
  });
  gitlab.as(BOT).assign(iid, ...assignees);
  const status = gitlab.issue(from.iid).notes.find(({ id }) => id === from.noteId)?.body ?? "";
  const channelId = slack.addChannel({ name: channelName(number), creator: slack.botUserId });
  const names = { ...from, iid, customer, channelId };
  const { noteId } = gitlab.as(BOT).comment(iid, renamedTo(status, from, names));
  if (noteId === undefined) throw new Error("the status note could not be copied");
  return { ...names, noteId, updatedAt: gitlab.issue(iid).updatedAt, from };
}

/** What the service remembers of the escalation that was copied, under the copy's names. */
async function keep({ app, projectId }: World, copy: Template & { from: Template }): Promise<void> {
  const { remembered, summary } = copy.from;
  const renamed = (text: string) => renamedTo(text, copy.from, copy);
  const key = issueKey({ projectId, iid: copy.iid });
  const seen = Date.parse(copy.updatedAt);
  await app.store.escalations.commit({
    key,
    memory: renamed(remembered.memory).replace(/"seenUpdatedAt":\d+/, `"seenUpdatedAt":${seen}`),
    view: { open: true, customer: copy.customer.toLowerCase(), summary: renamed(summary) },
    effects: remembered.effects.map(({ key: effect, lane, stream, action }) => ({
      ...{ key: effect, lane, stream },
      action: renamed(action),
    })),
    ...{ replace: [], timeline: [], watched: [], at: seen },
  });
  await app.store.escalations.settle(
    key,
    remembered.effects.map((effect) => ({ key: effect.key, state: "done", result: renamed(effect.result ?? "{}") })),
  );
}

/** In the store's JSON as in notes: the customer, the channel, the issue and the status note by all their names. */
function renamedTo(text: string, from: Template, to: Template): string {
  return text
    .replaceAll(from.customer, to.customer)
    .replaceAll(from.customer.toLowerCase(), to.customer.toLowerCase())
    .replaceAll(slug(from.customer), slug(to.customer))
    .replaceAll(from.channelId, to.channelId)
    .replaceAll(new RegExp(`(/issues/|"#|"esc_|"iid":)${from.iid}(?!\\d)`, "g"), `$1${to.iid}`)
    .replaceAll(new RegExp(`("id":|"noteId":)${from.noteId}(?!\\d)`, "g"), `$1${to.noteId}`);
}

/** Throws unless a look at these changes nothing: a copy the service finds fault with would be measured for that. */
async function atRest(world: World, copies: readonly Template[]): Promise<void> {
  await world.settled();
  world.gitlab.requests.reset();
  world.slack.requests.reset();
  await world.app.store.work.touchAll(
    copies.map(({ iid }) => issueKey({ projectId: world.projectId, iid })),
    Date.now(),
  );
  await world.settled();
  const writes = [
    ...world.gitlab.requests.all().filter(({ method }) => method !== "GET"),
    ...world.slack.requests.calls.filter(({ method }) => method.startsWith("chat.")),
  ];
  if (writes.length > 0) throw new Error(`the copies are not at rest: ${JSON.stringify(writes)}`);
}

function policyWith(lookEverySeconds: number): string {
  return `version: 1
working_time: { always: true }
severities:
  high:
    internal_update: { every: PT24H, overdue_after: P30D }
    customer_update: none
    accept_within: P30D
opening_steps:
  - { id: channel, within: PT0S, by: service }
  - { id: dri, within: PT0S, by: service }
  - { id: declare, within: PT0S, by: service }
reconcile: { every: PT${lookEverySeconds.toFixed(1)}S }
`;
}

function channelName(number: number): string {
  return `esc_${slug(customerName(number))}`;
}

function slug(customer: string): string {
  return customer.toLowerCase().replace(" ", "-");
}
