import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { eventually, expectOpenedOnce, openFor } from "./opened.ts";
import { type Surroundings, surroundings } from "./service-process.ts";

async function around({ onTestFinished }: TestContext, env: Record<string, string> = {}): Promise<Surroundings> {
  const made = await surroundings(env);
  onTestFinished(() => made.stop());
  return made;
}

describe("stopping (SIGTERM)", () => {
  it.for([
    { slack: "silent", fault: { kind: "hang" } as const },
    { slack: "slow", fault: { kind: "slow", ms: 1_500 } as const },
  ])(
    "in the middle of an opening while Slack is $slack ends within seconds with 0, and a restart finishes",
    async ({ fault }, context) => {
      const outside = await around(context);
      const service = await outside.serve();
      outside.slack.faults.add({ fault });
      const iid = await openFor(outside, "Umbrella");
      await eventually(() => expect(outside.gitlab.issue(iid).assignees).toEqual(["cathy"]));

      const stoppedAt = performance.now();
      service.signal("SIGTERM");
      expect(await service.exit()).toBe(0);
      expect(performance.now() - stoppedAt).toBeLessThan(8_000);

      outside.slack.faults.clear();
      await outside.serve();
      await eventually(() => expectOpenedOnce(outside, iid, "Umbrella"));
      expect(service.output().stderr).toBe("");
    },
  );

  it("right after a delivery was answered loses nothing", async (context) => {
    const outside = await around(context);
    const service = await outside.serve();
    const iid = await openFor(outside, "Umbrella");
    await outside.gitlab.settled();

    service.signal("SIGTERM");
    expect(await service.exit()).toBe(0);

    await outside.serve();
    await eventually(() => expectOpenedOnce(outside, iid, "Umbrella"));
  });

  it("an idle service ends with 0, also by SIGINT", async (context) => {
    const outside = await around(context);
    const service = await outside.serve();

    service.signal("SIGINT");

    expect(await service.exit()).toBe(0);
  });
});

describe("starting", () => {
  it("a second process on the same DATA_DIR is refused with a sentence, and the first goes on", async (context) => {
    const outside = await around(context);
    await outside.serve();

    const second = outside.start({ PORT: "0" });

    expect(await second.exit()).toBe(1);
    expect(second.output().stderr).toContain("is open in another process, and only one can have it");
    expect(second.output().stderr).not.toContain("    at ");
    expect((await fetch(`${outside.serviceUrl}/readyz`)).status).toBe(200);
  });

  it("a port that is taken is refused with a sentence", async (context) => {
    const outside = await around(context);
    await outside.serve();

    const second = outside.start({ DATA_DIR: join(outside.folder, "other") });

    expect(await second.exit()).toBe(1);
    expect(second.output().stderr).toContain("another process listens there. Stop it, or set PORT to another one.");
    expect(second.output().stderr).not.toContain("    at ");
  });

  it("tells everything that is wrong with settings, policy and directory at once", async (context) => {
    const outside = await around(context);
    await writeFile(join(outside.folder, "directory.yml"), "people: { cathy: { nmae: Cathy } }\n");
    await writeFile(join(outside.folder, "policy.yml"), "version: 1\nconfidential: maybe\n");

    const service = outside.start({
      GITLAB_TOKEN: undefined,
      PORT: "many",
      POLICY_FILE: join(outside.folder, "policy.yml"),
    });

    expect(await service.exit()).toBe(1);
    const { stderr, stdout } = service.output();
    expect(stderr).toContain("GITLAB_TOKEN is not set");
    expect(stderr).toContain("PORT must be a port number");
    expect(stderr).toMatch(/policy\.yml:2:\d+: /);
    expect(stderr).toMatch(/directory\.yml:1:\d+: /);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
  });

  it("a PostgreSQL that is not there is refused with a sentence", async (context) => {
    const outside = await around(context);

    const service = outside.start({ DATABASE_URL: "postgresql://esc:pw-of-the-test@127.0.0.1:9/none" });

    expect(await service.exit()).toBe(1);
    expect(service.output().stderr).not.toContain("    at ");
    expect(service.output().stderr).not.toContain("pw-of-the-test");
    expect(service.output().stderr.trim().split("\n")).toHaveLength(1);
  });

  it("is ready within moments on a store that exists", async (context) => {
    const outside = await around(context);
    const first = await outside.serve();
    first.signal("SIGTERM");
    await first.exit();

    const startedAt = performance.now();
    outside.start();
    await eventually(async () => expect((await fetch(`${outside.serviceUrl}/readyz`)).status).toBe(200));
    if (process.env["MEASURE"]) console.log(`ready after ${Math.round(performance.now() - startedAt)} ms`);
  });
});

describe("running", () => {
  it("SIGHUP reads policy and directory again, and open escalations are decided anew", async (context) => {
    const outside = await around(context);
    const service = await outside.serve();
    const iid = await openFor(outside, "Umbrella");
    await eventually(() => expectOpenedOnce(outside, iid, "Umbrella"));
    const directory = "people: { cathy: { name: Cathy Winters, email: cathy@example.test } }\n";
    await writeFile(join(outside.folder, "directory.yml"), directory);

    service.signal("SIGHUP");

    const notes = () => outside.gitlab.issue(iid).notes.map(({ body }) => body);
    await eventually(() => expect(notes().join()).toContain("Cathy Winters"));
  });

  it("a bad new version is refused and told, and the last good one stays", async (context) => {
    const outside = await around(context);
    const service = await outside.serve();
    await writeFile(join(outside.folder, "directory.yml"), "people: [\n");

    service.signal("SIGHUP");

    await service.says("directory.yml");
    const ready = await fetch(`${outside.serviceUrl}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toContain("last valid version is in force");
  });

  it("no secret is ever logged, whatever goes wrong", async (context) => {
    const outside = await around(context, { LOG_LEVEL: "trace" });
    const service = await outside.serve();
    outside.slack.faults.add({ fault: { kind: "drop" }, times: 3 });
    outside.slack.faults.add({ fault: { kind: "error", error: "missing_scope" }, methods: ["pins.add"] });
    outside.gitlab.faults.once({ method: "PUT", fault: { kind: "drop" } });
    outside.gitlab.faults.once({ method: "GET", fault: { kind: "status", status: 500 } });
    const iid = await openFor(outside, "Umbrella");
    const headers = { "content-type": "application/json", "x-gitlab-token": "wrong-token-of-a-stranger" };
    await fetch(`${outside.serviceUrl}/webhooks/gitlab`, { method: "POST", headers, body: "{}" });
    await fetch(`${outside.serviceUrl}/api/sync`, {
      method: "POST",
      headers: { authorization: "Bearer wrong-bearer" },
    });
    await eventually(() => expect(outside.gitlab.issue(iid).notes.length).toBeGreaterThan(1));
    service.signal("SIGTERM");
    await service.exit();

    const { stdout, stderr } = service.output();
    for (const secret of [
      outside.gitlabToken,
      outside.webhookSecret,
      outside.slack.botToken,
      "api-token-of-the-test",
      "wrong-token-of-a-stranger",
      "wrong-bearer",
    ]) {
      expect(`${stdout}${stderr}`).not.toContain(secret);
    }
  });
});

describe("escalations sync", () => {
  it("finds an opening whose webhook was lost, finishes it, and exits with 0", async (context) => {
    const outside = await around(context);
    outside.gitlab.deliveries.hold();
    const iid = await openFor(outside, "Umbrella");

    const command = outside.start({}, "sync");

    expect(await command.exit()).toBe(0);
    expect(command.output().stdout).toContain("1 escalation looked at");
    expectOpenedOnce(outside, iid, "Umbrella");
  });

  it("says that GitLab cannot be reached, and exits with 1", async (context) => {
    const outside = await around(context);
    outside.gitlab.faults.mode = { kind: "status", status: 503 };

    const command = outside.start({}, "sync");

    expect(await command.exit()).toBe(1);
    expect(command.output().stderr).toContain("GitLab answered 503");
    expect(command.output().stderr).not.toContain("    at ");
  });

  it("is told where the service has the store open", async (context) => {
    const outside = await around(context);
    await outside.serve();

    const command = outside.start({ PORT: "0" }, "sync");

    expect(await command.exit()).toBe(1);
    expect(command.output().stderr).toContain("is open in another process");
  });
});
