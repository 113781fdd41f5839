import { describe, expect, it } from "vitest";
import { touchesConfiguration } from "../../src/webhook/push.ts";
import { readWebhook } from "../../src/webhook/webhook.ts";
import { anIssue, otherProject, project } from "./payloads.ts";
import { aService, send } from "./support.ts";

const POLICY = ".gitlab/escalations/policy.yml";
const configuration = { project: "Acme/Escalations", paths: [POLICY, ".gitlab/escalations/directory.yml"] };

/** A `Push Hook` of one commit that changed the policy. */
function aPush(parts: Record<string, unknown> = {}) {
  return {
    object_kind: "push",
    event_name: "push",
    ref: "refs/heads/trunk",
    user_id: 11,
    project_id: 7,
    project: { ...project, default_branch: "trunk" },
    commits: [{ id: "da15", added: [], modified: [POLICY], removed: [] }],
    total_commits_count: 1,
    ...parts,
  };
}
const files = (...modified: string[]) => ({ commits: [{ added: [], modified, removed: [] }] });

describe("a push that may have changed policy or directory", () => {
  it.each([
    ["changes one of them", aPush()],
    ["adds one", aPush({ commits: [{ added: [POLICY], modified: [], removed: [] }] })],
    ["takes one away", aPush({ commits: [{ removed: [POLICY] }] })],
    ["changes one among others", aPush(files("README.md", POLICY))],
    ["has more commits than are listed", aPush({ ...files("README.md"), total_commits_count: 21 })],
    ["is the first of a branch, which lists none", aPush({ commits: [], total_commits_count: 0 })],
    ["lists none at all", aPush({ commits: null })],
    ["tells of its project by id alone", aPush({ project: undefined })],
  ])("%s", (because, payload) => {
    const id = because.includes("by id");

    expect(
      touchesConfiguration(readWebhook(payload) ?? {}, id ? { ...configuration, project: "7" } : configuration),
    ).toBe(true);
  });
});

describe("no push of interest", () => {
  it.each([
    ["changes other files", aPush(files("README.md", "policy.yml"))],
    ["goes to another branch", aPush({ ref: "refs/heads/feature" })],
    ["is a tag", aPush({ object_kind: "tag_push", ref: "refs/tags/trunk" })],
    ["comes from another project", aPush({ project: { ...otherProject, default_branch: "trunk" }, project_id: 8 })],
    ["is an issue", anIssue()],
  ])("%s", (_, payload) => {
    expect(touchesConfiguration(readWebhook(payload) ?? {}, configuration)).toBe(false);
  });
});

describe("the webhook with CONFIG_PROJECT", () => {
  it("answers 2xx and wakes a read for such a push; any other is irrelevant, and nothing is kept or asked", async () => {
    let reads = 0;
    const service = await aService({ configuration: { ...configuration, onPush: () => (reads += 1) } });

    const noted = await send(service, aPush());
    const other = await send(service, aPush(files("README.md")));

    expect([noted.status, other.status, reads]).toEqual([200, 200, 1]);
    expect(service.outcomes.map(({ result }) => result)).toEqual(["noted", "irrelevant"]);
    expect({ kept: service.kept, asked: service.asked }).toEqual({ kept: [], asked: [] });
  });

  it("without it a push is another event", async () => {
    const service = await aService();

    await send(service, aPush());

    expect(service.outcomes.map(({ result }) => result)).toEqual(["irrelevant"]);
  });
});
