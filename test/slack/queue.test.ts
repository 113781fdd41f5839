import { describe, expect, it } from "vitest";
import { createQueue } from "../../src/slack/queue.ts";

const NOW = Date.UTC(2026, 10, 24, 9);
const POST = "chat.postMessage";

describe("those who want a method of Slack's that was called too often", () => {
  it("go ahead while Slack has not said so", () => {
    const queue = createQueue();

    expect(queue.wait(POST, NOW)).toBeUndefined();
  });

  it("come back one after the other, as far apart as the method's rate allows", () => {
    const queue = createQueue();

    const waits = [queue.stop(POST, NOW, 1_000), queue.wait(POST, NOW + 10), queue.wait(POST, NOW + 20)];
    const others = [queue.stop("pins.add", NOW, 1_000), queue.wait("pins.add", NOW)];

    expect(waits).toEqual([1_000, 1_190, 1_380]);
    expect(others).toEqual([1_000, 4_000]);
    expect(queue.wait("chat.update", NOW)).toBeUndefined();
  });

  it("find their turns free, in whatever order they come, and late ones too", () => {
    const queue = createQueue();
    queue.stop(POST, NOW, 1_000);
    for (let waiting = 1; waiting < 3; waiting += 1) queue.wait(POST, NOW);

    const came = [1_000, 1_450, 1_450].map((later) => queue.wait(POST, NOW + later));

    expect(came).toEqual([undefined, undefined, undefined]);
    expect(queue.wait(POST, NOW + 1_450)).toBeUndefined();
  });

  it("are not overtaken by many who come later: those queue up behind", () => {
    const queue = createQueue();
    queue.stop(POST, NOW, 1_000);
    queue.wait(POST, NOW);

    const [taken, behind] = [queue.wait(POST, NOW + 1_000), queue.wait(POST, NOW + 1_000)];

    expect([taken, behind]).toEqual([undefined, 400]);
  });

  it("wait longer when Slack says so again, and nobody's turn comes before that", () => {
    const queue = createQueue();
    queue.stop(POST, NOW, 1_000);
    queue.wait(POST, NOW);
    queue.wait(POST, NOW + 1_000);

    const again = queue.stop(POST, NOW + 1_000, 2_000);

    expect(again).toBe(2_000);
    expect(queue.wait(POST, NOW + 2_900)).toBe(300);
    expect(queue.wait(POST, NOW + 3_000)).toBeUndefined();
  });
});
