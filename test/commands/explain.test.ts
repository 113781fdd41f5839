import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { explain } from "../../src/cli/explain.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { printed } from "../setup/operator.ts";
import { runCli } from "../support/cli.ts";
import { filledIn, startWorld } from "../support/world.ts";

describe("escalations explain (P-SEE-3)", () => {
  it("says what would be decided and why, and does nothing; the running service is asked where it holds the store", async () => {
    const world = await startWorld();
    onTestFinished(() => world.stop());
    const { iid } = world.gitlab.as("cathy").openIssue({
      title: "Acme Corp: pipelines stand still",
      description: await filledIn({ severity: ["High"] }),
    });
    await world.settled();
    const folder = await mkdtemp(join(tmpdir(), "explain-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "directory.yml"), DIRECTORY);
    world.gitlab.requests.reset();

    const settings = {
      GITLAB_URL: `${new URL(world.gitlab.issue(iid).webUrl).origin}/gitlab`,
      GITLAB_TOKEN: world.gitlabToken,
      GITLAB_PROJECT: world.projectPath,
      GITLAB_WEBHOOK_SECRET: world.webhookSecret,
      SLACK_BOT_TOKEN: world.slack.botToken,
      DATA_DIR: world.dataDir,
      DIRECTORY_FILE: join(folder, "directory.yml"),
      PORT: new URL(world.app.url).port,
      API_TOKEN: "api-token-of-the-test",
    };

    const { code, output } = await runCli(["explain", `#${iid}`], settings);

    expect(code, output).toBe(0);
    expect(output).toMatch(/Severity +high \(ticked in the description\)/);
    expect(output).toMatch(/DRI +Cathy Summers \(@cathy\): CSM, because severity is critical or high/);
    expect(output).toContain("Nothing was done.");
    // The command was right, so it is not explained.
    expect(await printed(() => explain(["99"], settings, Date.now))).toEqual({
      ...{ code: 1, lines: ['GitLab shows no issue "99" to the service\'s token.'] },
    });
    expect(world.gitlab.requests.all().filter(({ method }) => method !== "GET")).toEqual([]);
  });
});
