import { expect, it, vi } from "vitest";
import { assertHeld, underHold } from "../../src/act/hold.ts";
import { OutsideError } from "../../src/act/outside-error.ts";
import { gitlabTracker } from "../../src/gitlab/tracker.ts";
import { webApi } from "../../src/slack/web-api.ts";

const LOST = { until: Number.NEGATIVE_INFINITY, lost: new AbortController() };
const HELD = { until: Number.POSITIVE_INFINITY, lost: new AbortController() };

it("a call goes out while its hold lasts, and where nobody holds anything", async () => {
  await underHold(HELD, async () => assertHeld("PUT issue"));
  assertHeld("PUT issue");
});

it("once the hold ran out, in the middle of the work too, no call goes out, and it certainly did not happen", async () => {
  const hold = { ...HELD };
  const work = underHold(hold, async () => {
    await Promise.resolve();
    hold.until = LOST.until;
    assertHeld("PUT issue");
  });

  await expect(work).rejects.toThrow(OutsideError);
  await expect(work).rejects.toMatchObject({ remedy: "repeat", message: expect.stringContaining("PUT issue") });
});

it.each([
  ["GitLab", () => gitlabTracker({ url: "http://127.0.0.1:9", token: "none", clock: Date.now }).readIssue("7#1")],
  [
    "Slack",
    () =>
      webApi({ token: "none", apiUrl: "http://127.0.0.1:9/", clock: Date.now })("pins.add", (slack) =>
        slack.pins.add({ channel: "C1", timestamp: "1.2" }),
      ),
  ],
])("nor to %s", async (_whom, call) => {
  const sent = vi.spyOn(globalThis, "fetch");

  await expect(underHold(LOST, async () => call())).rejects.toThrow("paused for longer than it holds its work");

  expect(sent).not.toHaveBeenCalled();
});

it("a call that waits to be sent or answered is cut off when its hold is lost", async () => {
  const hold = { ...HELD, lost: new AbortController() };
  const sent = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(
      (_url, init) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))),
    );
  const tracker = gitlabTracker({ url: "http://127.0.0.1:9", token: "none", clock: Date.now });
  const call = underHold(hold, () => tracker.readIssue("7#1"));
  await vi.waitFor(() => expect(sent).toHaveBeenCalled());

  hold.lost.abort();

  await expect(call).rejects.toThrow(OutsideError);
});
