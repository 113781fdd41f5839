import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agree, expectClosedOnce, openFor, RESOLVE, watchArchiving } from "./closed.ts";
import { type KillPoint, killerOf } from "./kill-points.ts";
import { type ServiceProcess, type Surroundings, surroundings } from "./service-process.ts";

/** The requests of a close, in their order; of three messages in the channel the first says that somebody asked. */
const REQUESTS: Omit<KillPoint, "moment">[] = [
  { request: "PUT issue" },
  { request: "POST note" },
  { request: "chat.postMessage announcement" },
  { request: "chat.postMessage", after: 1 },
  { request: "chat.update" },
  { request: "PUT wiki" },
  { request: "POST note", after: 1 },
  { request: "chat.postMessage", after: 2 },
  { request: "conversations.archive" },
];
const POINTS: KillPoint[] = [
  { request: "PUT issue", moment: "before" },
  ...REQUESTS.map((one): KillPoint => ({ ...one, moment: "written" })),
  { request: "PUT issue", moment: "answered" },
];

describe("P-CLOSE-6: killed during a close and started again, the service finishes it in order, and nothing twice", () => {
  const cases = POINTS.map((point, index) => ({ point, customer: `Customer ${10 + index}`, after: point.after ?? 0 }));
  const iids = new Map<string, number>();
  let around: Surroundings;
  let service: ServiceProcess;
  let killAt: ReturnType<typeof killerOf>;
  let archived: ReturnType<typeof watchArchiving>;

  beforeAll(async () => {
    around = await surroundings();
    killAt = killerOf(around);
    archived = watchArchiving(around);
    service = await around.serve();
    for (const { customer } of cases) iids.set(customer, await openFor(around, customer));
    await around.quiet();
    for (const iid of iids.values()) agree(around, iid);
    await around.quiet();
  }, 60_000);
  afterAll(() => around.stop());

  it.each(cases)("$point.request, $point.moment, after $after of them", async ({ point, customer }) => {
    const iid = iids.get(customer) ?? 0;
    killAt(point, () => service.signal("SIGKILL"));

    around.gitlab.as("cathy").comment(iid, RESOLVE);
    expect(await service.exit()).toBe("SIGKILL");
    service = await around.serve();
    await around.quiet();

    expectClosedOnce(around, iid, customer);
    expect(archived.get(`esc_${customer.toLowerCase().replace(" ", "-")}`)).toEqual({
      hasResolution: true,
      lastSaid: "Please update the customer's sentiment",
    });
  });
});
