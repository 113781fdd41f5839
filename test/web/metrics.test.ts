import { expect, it } from "vitest";
import { createMetrics } from "../../src/web/metrics.ts";
import { openStoreFor } from "../reconcile/a-store.ts";

const now = Date.UTC(2026, 10, 24, 9);
const minute = 60_000;

it("says how late the clock is and how long it took, and never early", async () => {
  const metrics = createMetrics();
  metrics.turn({ begun: 1_500 });
  metrics.turn({ begun: -1_500 });
  metrics.turn({ done: 4_000 });

  const text = await metrics.registry.metrics();

  expect(text).toContain("escalations_clock_delay_seconds_sum 1.5");
  expect(text).toContain("escalations_clock_delay_seconds_count 2");
  expect(text).toContain("escalations_lag_seconds_sum 4");
});

it("says how long each target has been owed something, what was given up left out", async (context) => {
  const store = await openStoreFor(context);
  const owed = { stream: "s", action: "{}" };
  await store.escalations.commit({
    ...{ key: "7#1", memory: "{}", view: { open: true, customer: null, summary: "{}" }, replace: [], timeline: [] },
    ...{
      effects: [
        { ...owed, key: "a", lane: "slack" },
        { ...owed, key: "b", lane: "gitlab" },
      ],
      watched: [],
    },
    at: now - 10 * minute,
  });
  await store.escalations.settle("7#1", [{ key: "b", state: "given-up", error: "no" }]);
  await store.work.touch("7#1", now - minute);

  const text = await createMetrics().render(store, now);

  expect(text).toContain('escalations_outbox_age_seconds{lane="slack"} 600');
  expect(text).toContain('escalations_outbox_age_seconds{lane="gitlab"} 0');
  expect(text).toContain("escalations_queue_age_seconds 60");
});
