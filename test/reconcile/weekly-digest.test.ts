import { expect, it } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import type { Chat } from "../../src/act/ports.ts";
import { Directory } from "../../src/policy/directory.ts";
import { Policy } from "../../src/policy/policy.ts";
import { sendDigests } from "../../src/reconcile/digests.ts";
import { sendWeeklyDigest, type WeeklyDigestOptions } from "../../src/reconcile/weekly-digest.ts";
import type { Store } from "../../src/store/store.ts";
import { describeStores } from "../support/stores.ts";
import { openStoreFor } from "./a-store.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** When people begin to work on a Monday. */
const MONDAY = Date.parse("2026-11-23T09:00:00Z");

interface Posting extends WeeklyDigestOptions {
  posted: { channel: string; heading: string; key: string; since: number | undefined }[];
  now: number;
}

function posting(store: Store, policy: unknown, answer: () => Promise<void> = async () => undefined): Posting {
  const configuration = { policy: Policy.parse(policy), directory: Directory.parse({}) };
  const postReport: Chat["postReport"] = async ({ channel, message: { heading }, key, since }) => {
    options.posted.push({ channel, heading, key, since });
    await answer();
  };
  const options: Posting = {
    ...{ store, posted: [], now: MONDAY, pollMs: 5, signal: new AbortController().signal, chat: { postReport } },
    configuration: () => configuration,
    settled: async () => undefined,
    clock: () => options.now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  return options;
}

const NAMED = { weekly_digest: { channel: "escalation-figures" } };

async function withOneOpen(store: Store): Promise<void> {
  const summary = {
    ...{ project_id: 7, iid: 1, title: "Trouble", web_url: "https://gitlab.example.test/1", severity: "high" },
    ...{ customer: null, dri: null, channel: null, opened_at: "2026-11-01T09:00:00Z", paused_until: null },
    ...{ open_asks: [], needs: [] },
  };
  await store.escalations.commit({
    ...{ key: "7#1", memory: "{}", effects: [], replace: [], timeline: [], watched: [], at: MONDAY - DAY },
    view: { open: true, customer: null, summary: JSON.stringify(summary) },
  });
}

describeStores("a weekly digest posted by several processes", (under) => {
  it("is posted once a week", async () => {
    await withOneOpen(under.store);
    const stores = [under.store, under.sharable ? await under.another() : under.store];
    const processes = [...stores, ...stores].map((store) => posting(store, NAMED));

    for (const day of [0, 0, 1, 4, 6, 7]) {
      for (const one of processes) one.now = MONDAY + day * DAY;
      await Promise.all(processes.map(sendWeeklyDigest));
    }

    expect(
      processes
        .flatMap(({ posted }) => posted)
        .map(({ channel, heading, key }) => [channel, heading, key])
        .toSorted(([, , key = ""], [, , other = ""]) => (key < other ? -1 : 1)),
    ).toEqual([
      [
        "escalation-figures",
        "Escalations in the week of Mon 16 Nov 2026: 0 opened, 0 resolved, 1 open now",
        "weekly-digest/2026-11-23",
      ],
      [
        "escalation-figures",
        "Escalations in the week of Mon 23 Nov 2026: 0 opened, 0 resolved, 1 open now",
        "weekly-digest/2026-11-30",
      ],
    ]);
  });
});

it("comes on the first working morning of the week, late after downtime, and never without a channel", async (context) => {
  const store = await openStoreFor(context);
  await withOneOpen(store);
  const early = posting(store, NAMED);
  early.now = MONDAY - 1;

  expect(await sendWeeklyDigest(early)).toBe(MONDAY);
  expect(await sendWeeklyDigest(posting(store, {}))).toBe(MONDAY + DAY);
  const holiday = posting(store, { ...NAMED, working_time: { holidays: ["2026-11-23"] } });
  expect(await sendWeeklyDigest(holiday)).toBe(MONDAY + DAY);
  expect(early.posted.concat(holiday.posted)).toEqual([]);
  holiday.now = MONDAY + 3 * DAY + 5 * 60 * MINUTE;
  await sendWeeklyDigest(holiday);
  expect(holiday.posted).toHaveLength(1);
});

it("whose answer was lost is looked up a minute later, and managers' digests leave it alone", async (context) => {
  const store = await openStoreFor(context);
  await withOneOpen(store);
  let broken = true;
  const options = posting(store, NAMED, async () => {
    if (broken) throw new OutsideError("no answer", "look-up");
  });

  expect(await sendWeeklyDigest(options)).toBe(MONDAY + MINUTE);
  broken = false;
  options.now = MONDAY + MINUTE;
  await sendDigests({ ...options, chat: { tellPerson: async () => "told" } });
  await sendWeeklyDigest(options);

  expect(options.posted.map(({ since }) => since)).toEqual([undefined, MONDAY]);
});

it("does not go where only key moments are posted (P-ANN-1)", () => {
  const { error } = Policy.safeParse({ weekly_digest: { channel: "#escalated_customers" } });

  expect(error?.issues).toMatchObject([{ path: ["weekly_digest", "channel"] }]);
});
