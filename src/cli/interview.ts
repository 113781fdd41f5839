import { describeCheck } from "../setup/check.ts";
import { type Answered, checkGitLab, checkProject, checkSlack } from "../setup/check-answers.ts";
import { EXAMPLE_URL, slackAppManifest } from "../setup/slack-app.ts";
import type { Ask } from "./ask.ts";
import { forget, put, secretOf, type Values } from "./init-values.ts";
import { setUpPorts } from "./set-up.ts";

export interface Interview {
  ask: Ask;
  clock: () => number;
  /** Whether a GitLab answers at this address. */
  reach(url: string): Promise<string | undefined>;
}

/** Asks for what is needed, with what is known as the answer that Enter gives, and checks each answer on the spot. */
export async function interview(known: Values, options: Interview): Promise<Values> {
  const values = { ...known };
  await askGitLab(values, options);
  await askAddress(values, options);
  await askSlack(values, options);
  return values;
}

async function askGitLab(values: Values, { ask, clock, reach }: Interview): Promise<void> {
  for (;;) {
    const url = await ask.text("Where is GitLab?", {
      fallback: values["GITLAB_URL"] ?? "https://gitlab.com",
      wrong: notAnAddress,
    });
    values["GITLAB_URL"] = url.replace(/\/+$/, "");
    const problem = await reach(values["GITLAB_URL"]);
    if (problem === undefined) break;
    ask.say(problem);
  }
  for (;;) {
    const known = await secretOf(values, "GITLAB_TOKEN");
    const token = await secret("The bot's access token, with the scope api", known, ask);
    // One that is in a file of its own stays there.
    if (token !== known) put(values, "GITLAB_TOKEN", token);
    const url = values["GITLAB_URL"];
    const { setup } = portsFor({ ...values, GITLAB_TOKEN: token }, clock);
    const gitlab = await checkGitLab(setup, { url, now: clock() });
    tell(ask, gitlab);
    if (!gitlab.isUsable || !gitlab.account) {
      forget(values, "GITLAB_TOKEN");
      continue;
    }
    for (;;) {
      const project = await ask.text("The project for escalations: its path or id, several with commas between", {
        fallback: values["GITLAB_PROJECT"] ?? "",
        wrong: (answer) => (answer === "" ? "Such as customer-success/escalations" : undefined),
      });
      values["GITLAB_PROJECT"] = project;
      const names = project.split(",").map((name) => name.trim());
      const { account } = gitlab;
      const found = await Promise.all(names.map((name) => checkProject(setup, name, account)));
      for (const one of found) tell(ask, one);
      if (found.every(({ isUsable }) => isUsable)) return;
    }
  }
}

async function askAddress(values: Values, { ask }: Interview): Promise<void> {
  values["PUBLIC_URL"] = (
    await ask.text("The address at which GitLab will reach this service", {
      fallback: values["PUBLIC_URL"] ?? `http://${values["HOST"] ?? "127.0.0.1"}:${values["PORT"] ?? "3000"}`,
      wrong: notAnAddress,
    })
  ).replace(/\/+$/, "");
}

async function askSlack(values: Values, { ask, clock }: Interview): Promise<void> {
  ask.say(
    "For Slack, make an app at https://api.slack.com/apps (Create New App, From a manifest), paste this, install it:",
  );
  ask.show(slackAppManifest(values["PUBLIC_URL"] ?? EXAMPLE_URL));
  for (;;) {
    const known = await secretOf(values, "SLACK_BOT_TOKEN");
    const token = await secret("The app's Bot User OAuth Token, xoxb-… (nothing: GitLab only)", known, ask, true);
    if (token === "") return;
    if (token !== known) put(values, "SLACK_BOT_TOKEN", token);
    const { slack } = portsFor({ ...values, SLACK_BOT_TOKEN: token }, clock);
    if (!slack) return;
    const answered = await checkSlack(slack);
    tell(ask, answered);
    if (answered.isUsable) return;
    forget(values, "SLACK_BOT_TOKEN");
  }
}

async function secret(question: string, known: string | undefined, ask: Ask, isOptional = false): Promise<string> {
  for (;;) {
    const answer = await ask.secret(known === undefined ? question : `${question} (nothing: the one that is set)`);
    if (answer !== "") return answer;
    if (known !== undefined) return known;
    if (isOptional) return "";
    ask.say("It is needed.");
  }
}

function tell(ask: Ask, { checks }: Answered): void {
  ask.say(checks.map(describeCheck).join("\n"));
}

export function portsFor(values: Readonly<Values>, clock: () => number) {
  return setUpPorts(
    {
      gitlabUrl: values["GITLAB_URL"] ?? "https://gitlab.com",
      gitlabToken: values["GITLAB_TOKEN"] ?? "",
      gitlabWebhookSecret: undefined,
      gitlabSigningToken: undefined,
      configProject: undefined,
      slackBotToken: values["SLACK_BOT_TOKEN"],
      slackApiUrl: (values["SLACK_API_URL"] ?? "https://slack.com/api/").replace(/\/*$/, "/"),
    },
    clock,
  );
}

function notAnAddress(answer: string): string | undefined {
  return /^https?:\/\/\S+$/.test(answer) && URL.canParse(answer)
    ? undefined
    : "A web address, such as https://gitlab.example.com";
}
