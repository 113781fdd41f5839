import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { anOperator } from "./operator.ts";

const Hooks = z.array(z.looseObject({ id: z.number(), url: z.string() }));

it("a bare project gets labels, templates in one commit, webhook and board, the bot the announcements channel; a second time changes nothing", async () => {
  const operator = await anOperator();

  const first = await operator.provision();
  const writes = operator.writes();
  const second = await operator.provision();

  expect(first.code).toBe(0);
  const { labels, files, hooks, boards } = operator.project();
  expect(labels).toHaveLength(26);
  expect(labels).toContainEqual(
    expect.objectContaining({
      name: "severity::critical",
      color: "#b3001e",
      description: expect.stringMatching(/^Blocked/),
    }),
  );
  for (const name of ["Account escalation.md", "Root cause analysis.md"]) {
    const content = readFileSync(`issue_templates/${name}`, "utf8");
    expect(files).toContainEqual(expect.objectContaining({ path: `.gitlab/issue_templates/${name}`, content }));
  }
  expect(writes.filter((call) => call.endsWith("/repository/commits"))).toHaveLength(1);
  expect(hooks.map(({ url }) => url)).toEqual(["http://127.0.0.1:9/webhooks/gitlab"]);
  const [hook] = Hooks.parse(await operator.api("GET", "/hooks"));
  expect(hook).toMatchObject({
    ...{ issues_events: true, confidential_issues_events: true, note_events: true, confidential_note_events: true },
    ...{ enable_ssl_verification: true, token_present: true },
  });
  expect(boards.at(-1)?.labels).toEqual(["severity::critical", "severity::high", "severity::medium", "severity::low"]);
  const channel = operator.slack.state().channels.find(({ name }) => name === "escalated_customers");
  expect(channel?.members).toContain(operator.slack.botUserId);

  expect(second).toEqual({ code: 0, lines: expect.arrayContaining(["Nothing to change: all is as it should be."]) });
  expect(operator.writes()).toEqual([]);
});

it("a project that is named twice gets its webhook once; one that does not answer holds up no other", async () => {
  const operator = await anOperator({ isProvisioned: true, env: { PUBLIC_URL: "http://127.0.0.1:8" } });
  operator.env["GITLAB_PROJECT"] = `gone/elsewhere,${operator.projectPath},${operator.projectId}`;
  operator.gitlabAnswers(/\/projects\/gone%2Felsewhere$/, 500, { message: "500 Internal Server Error" });

  const { code, lines } = await operator.provision();
  const { wrong } = await operator.doctor();

  expect(code).toBe(1);
  expect(lines).toContain("  ! GET projects/gone/elsewhere: GitLab answered 500: 500 Internal Server Error");
  expect(operator.project().hooks.filter(({ url }) => url.includes(":8/"))).toHaveLength(1);
  expect(wrong).toContainEqual(
    expect.objectContaining({ status: "warning", what: expect.stringContaining("names it twice") }),
  );
});

it("with CONFIG_PROJECT policy and directory are the project's, and its webhook tells of pushes", async () => {
  const PROJECT = "customer-success/escalations";
  const operator = await anOperator({
    isProvisioned: true,
    env: { CONFIG_PROJECT: PROJECT, POLICY_FILE: "no-policy.yml", DIRECTORY_FILE: "nobody.yml" },
  });
  const commit = (path: string, content: string, action = "create") =>
    operator.api("POST", "/repository/commits", {
      ...{ branch: "main", commit_message: "The process" },
      actions: [{ action, file_path: `.gitlab/escalations/${path}`, content }],
    });
  await commit("policy.yml", "announcements: { channel: nowhere }\n");
  await commit("directory.yml", "people: { cathy: { name: Cathy Summers, email: cathy@example.test } }\n");

  const before = await operator.doctor();
  const first = await operator.provision();
  const second = await operator.provision();
  const after = await operator.doctor();

  expect(before.all).toContainEqual(
    expect.objectContaining({ name: "policy", what: `${PROJECT}/.gitlab/escalations/policy.yml is valid` }),
  );
  expect(before.wrong).toContainEqual(
    expect.objectContaining({ status: "warning", what: expect.stringContaining("does not tell of pushes") }),
  );
  expect(first.lines).toContainEqual(expect.stringMatching(/change webhook \d+: tells of pushes$/));
  expect(second.lines.join("\n")).toContain("Slack has no channel #nowhere");
  expect(second.lines.at(-1)).toBe("Nothing to change, but see above.");
  expect(after.wrong.map(({ name }) => name)).toEqual(["Slack announcements"]);

  await commit("policy.yml", "announcement: {}\n", "update");
  expect((await operator.doctor()).wrong).toContainEqual(
    expect.objectContaining({
      status: "failed",
      what: expect.stringContaining(`${PROJECT}/.gitlab/escalations/policy.yml:1:1`),
    }),
  );
});

it("--dry-run shows each step in a line and makes none", async () => {
  const operator = await anOperator();

  const { code, lines } = await operator.provision("--dry-run");

  expect(code).toBe(0);
  expect(lines.filter((line) => line.startsWith("  + "))).toHaveLength(30);
  expect(lines.at(-1)).toBe("30 changes to make. Nothing was changed (--dry-run).");
  expect(operator.writes()).toEqual([]);
  expect(operator.slack.requests.count("conversations.join")).toBe(0);
});

it("a label that was renamed, recoloured or undescribed is put right, and the issues keep it; people's own stay", async () => {
  const operator = await anOperator();
  await operator.provision();
  await operator.api("POST", "/labels", { name: "vip", color: "#000000" });
  const issue = operator.gitlab.as("cathy").openIssue({ title: "Acme", labels: ["severity::high"] });
  await operator.api("PUT", `/labels/${encodeURIComponent("severity::high")}`, {
    new_name: "sev: high",
    color: "#ffffff",
  });
  await operator.api("PUT", `/labels/${encodeURIComponent("needs dri")}`, { description: "" });

  const { lines } = await operator.provision();

  expect(lines).toContain(
    '  + change the label "sev: high": renamed to "severity::high", coloured #c4471b instead of #ffffff',
  );
  expect(lines).toContain('  + change the label "needs dri": described anew');
  expect(lines.join("\n")).not.toContain("board");
  expect(operator.gitlab.issue(issue.iid).labels).toContain("severity::high");
  expect(operator.project().labels.map(({ name }) => name)).toEqual(expect.arrayContaining(["vip", "severity::high"]));
  expect(operator.project().labels).toHaveLength(27);
});

it("a webhook that is there is found by its address and completed, a double of it removed", async () => {
  const operator = await anOperator();
  const half = { url: "http://127.0.0.1:9/webhooks/gitlab/", issues_events: true, enable_ssl_verification: true };
  for (let made = 0; made < 2; made += 1) operator.gitlab.addHook(operator.projectId, half);

  const { lines } = await operator.provision();

  const hooks = Hooks.parse(await operator.api("GET", "/hooks"));
  expect(lines.filter((line) => line.includes("webhook"))).toEqual([
    `  + change webhook ${hooks[0]?.id}: tells of confidential issues, tells of comments, tells of confidential comments, gets its secret token`,
    expect.stringContaining("which doubles webhook"),
  ]);
  expect(hooks).toEqual([
    expect.objectContaining({ confidential_note_events: true, note_events: true, token_present: true }),
  ]);
});

it("a signing token goes to the webhook where the settings have one", async () => {
  const signing = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const operator = await anOperator({ env: { GITLAB_SIGNING_TOKEN: signing } });

  await operator.provision();

  expect(await operator.api("GET", "/hooks")).toEqual([
    expect.objectContaining({ token_present: true, signing_token_present: true }),
  ]);
});

it("what this GitLab does not have or refuses is named with its remedy, and the rest is made", async () => {
  const operator = await anOperator();
  operator.gitlabAnswers(/\/boards/, 404, { message: "404 Not Found" });
  operator.gitlabAnswers(/\/repository\/commits/, 403, { message: "You are not allowed to push into this branch" });

  const { code, lines } = await operator.provision();

  expect(code).toBe(1);
  expect(lines).toContain("  ~ this GitLab shows no issue boards to the token");
  expect(lines.join("\n")).toMatch(/not allowed to push[\s\S]*must be allowed to push to the default branch/);
  expect(operator.project().labels).toHaveLength(26);
  expect(operator.project().hooks).toHaveLength(1);
});

it("without the role Maintainer the webhook is left to somebody who has it", async () => {
  const operator = await anOperator();
  operator.gitlab.addMember(operator.projectId, "escalation-bot", "developer");

  const { code, lines } = await operator.provision("--dry-run");

  expect(code).toBe(1);
  expect(lines).toContain("  ! the webhooks cannot be seen with this token");
});

it("secrets are never printed", async () => {
  const operator = await anOperator();

  const lines = [
    ...(await operator.provision()).lines,
    ...(await operator.doctor()).all.map((check) => JSON.stringify(check)),
  ].join("\n");

  for (const secret of [operator.gitlabToken, operator.webhookSecret, operator.slack.botToken])
    expect(lines).not.toContain(secret);
});
