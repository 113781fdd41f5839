import { expect, it } from "vitest";
import { runAndKill } from "../support/processes.ts";
import { describeStores } from "../support/stores.ts";

const now = Date.UTC(2026, 10, 24, 9);
const minute = 60_000;

describeStores("a killed process", (under) => {
  it("loses no delivery it had answered for", async () => {
    await under.store.close();

    const kept = await runAndKill(under.options, 500);

    const store = await under.reopen();
    const again = await Promise.all(
      kept.map((id) =>
        store.deliveries.accept({ id, key: "7#9", event: "Issue Hook", body: "{}", receivedAt: now + minute }),
      ),
    );
    expect(kept.length).toBeGreaterThanOrEqual(500);
    expect(new Set(again)).toEqual(new Set(["known"]));
  });

  it("leaves nothing held for good", async () => {
    await under.store.close();
    await runAndKill(under.options, 1);
    const { work, escalations } = await under.reopen();
    // Other processes may still hold what a shared database says is held; nobody can in an embedded one.
    const later = under.sharable ? now + minute : now;

    const claims = [];
    for (let claim = await work.claim("w", later, minute); claim; claim = await work.claim("w", later, minute))
      claims.push(claim);
    const begun = await escalations.begin("7#1", ["post"], "w", later, minute);

    expect(claims).toContainEqual(expect.objectContaining({ key: "7#1", attempts: 0 }));
    expect(begun).toMatchObject([{ state: under.sharable ? "running" : "unknown", firstTriedAt: now }]);
  });
});
