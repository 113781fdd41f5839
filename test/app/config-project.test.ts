import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { PROJECT_PATHS } from "../../src/app/configuration-source.ts";
import { gitlabFiles } from "../../src/gitlab/files.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { startWorld, type World } from "../support/world.ts";

const PROJECT = "customer-success/escalations";

describe("policy and directory in the escalations' project", () => {
  let world: World;
  let gitlabUrl: string;

  beforeAll(async () => {
    world = await startWorld({ slack: false, env: { CONFIG_PROJECT: PROJECT } });
    gitlabUrl = `${world.url}/gitlab`;
  });
  afterAll(() => world.stop());

  async function commit(action: "create" | "update", content: string): Promise<void> {
    const body = {
      branch: "main",
      commit_message: "The process",
      actions: [{ action, file_path: PROJECT_PATHS.policy, content }],
    };
    const answer = await fetch(`${gitlabUrl}/api/v4/projects/${encodeURIComponent(PROJECT)}/repository/commits`, {
      method: "POST",
      headers: { "private-token": world.gitlabToken, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
  }

  /** As GitLab tells of it. */
  async function pushed(path: string): Promise<string> {
    const answer = await fetch(`${world.app.url}/webhooks/gitlab`, {
      method: "POST",
      headers: { "x-gitlab-token": world.webhookSecret, "content-type": "application/json" },
      body: JSON.stringify({
        object_kind: "push",
        ref: "refs/heads/main",
        project: { id: 1, path_with_namespace: PROJECT, default_branch: "main" },
        commits: [{ added: [], modified: [path], removed: [] }],
        total_commits_count: 1,
      }),
    });
    const { result } = z.object({ result: z.string() }).parse(await answer.json());
    return `${answer.status} ${result}`;
  }

  const policy = () => world.app.configuration.current().policy;
  const readyz = async () =>
    z
      .object({ policy: z.string(), directory: z.string() })
      .parse(await (await fetch(`${world.app.url}/readyz`)).json());

  it("a push brings a new version into force; an invalid one is refused and shows, and the last good one outlives a restart", async () => {
    // Behind the first look, which reads them too.
    await world.app.sync();
    await commit("create", "dri: { ask_every: PT2H }\n");
    world.gitlab.requests.reset();
    expect(await pushed("README.md")).toBe("200 irrelevant");
    expect(world.gitlab.requests.all().filter(({ path }) => path.includes("/repository/"))).toEqual([]);

    expect(await pushed(PROJECT_PATHS.policy)).toBe("200 noted");
    await expect.poll(() => policy().dri.ask_every).toBe("PT2H");
    expect(await readyz()).toMatchObject({ policy: "ok", directory: "ok" });

    await commit("update", "dri: { ask_evry: PT3H }\n");
    await pushed(PROJECT_PATHS.policy);
    await expect.poll(async () => (await readyz()).policy).toContain(`${PROJECT}/${PROJECT_PATHS.policy}:1:8`);
    expect(await (await fetch(`${world.app.url}/metrics`)).text()).toContain(
      'escalations_configuration_problems{file="policy"} 1',
    );

    await world.restart();
    expect(policy().dri.ask_every).toBe("PT2H");
    await world.changeDirectory(DIRECTORY);
    expect((await readyz()).policy).toContain("the last valid version is in force");

    await commit("update", "dri: { ask_every: PT3H }\n");
    await world.app.sync();
    expect(policy().dri.ask_every).toBe("PT3H");
  });

  it("a file that is not there is told from a project that is not", async () => {
    const files = gitlabFiles({ url: gitlabUrl, token: world.gitlabToken, clock: Date.now });

    expect(await files.read(PROJECT, PROJECT_PATHS.directory)).toBeUndefined();
    expect(await files.read(PROJECT, PROJECT_PATHS.policy)).toBe("dri: { ask_every: PT3H }\n");
    await expect(files.read("customer-success/other", PROJECT_PATHS.policy)).rejects.toThrow(/is CONFIG_PROJECT right/);
  });
});
