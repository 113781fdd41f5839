import { openStore } from "../../src/store/open-store.ts";

/**
 * A process of its own with a store, to be killed: holds a claim on 7#1 and a running effect, then accepts deliveries,
 * writing the id of each to its output once it is kept. Its argument is the store's options as JSON. Where it cannot
 * open the store it writes the error's name and message.
 */
const now = Date.UTC(2026, 10, 24, 9);
const store = await openStore(JSON.parse(process.argv[2] ?? "")).catch((error: Error) => {
  console.log(`${error.name}: ${error.message}`);
});

if (store) {
  const { deliveries, work, escalations } = store;
  await work.touch("7#1", now);
  await work.claim("killed", now, 60_000);
  await escalations.commit({
    ...{ key: "7#1", memory: "{}", view: { open: true, customer: null, summary: "{}" }, at: now },
    effects: [{ key: "post", lane: "slack", stream: "channel", action: "{}" }],
    ...{ replace: [], timeline: [], watched: [] },
  });
  await escalations.begin("7#1", ["post"], "killed", now, 60_000);

  const send = async (lane: number) => {
    for (let n = 0; ; n += 1) {
      const id = `${lane}-${n}`;
      await deliveries.accept({
        id,
        key: `7#${lane + 2}`,
        event: "Issue Hook",
        body: "x".repeat(1000),
        receivedAt: now,
      });
      process.stdout.write(`${id}\n`);
    }
  };
  for (let lane = 0; lane < 32; lane += 1) void send(lane);
}
