import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Router } from "express";
import { settleOnGitLab, settleOnSlack } from "./company.ts";
import { createSandboxGitLab, type SandboxGitLab } from "./gitlab/sandbox-gitlab.ts";
import { createSandboxSlack, type SandboxSlack } from "./slack/index.ts";

export interface EmbeddedOptions {
  /** 0: any free one. */
  port: number;
  tier: "free" | "premium";
  clock: () => number;
  /** Slack's limits as they are, or none. */
  limits?: "real" | "off";
  /** Sends webhooks; the global fetch unless given. */
  deliver?: typeof fetch;
  labels: readonly { name: string; color: string; description: string }[];
  template: string;
  /** More routes on the same server, such as the page. */
  page?: (embedded: Embedded) => Router;
}

/** An embedded GitLab project and Slack workspace with the invented company in them, on one server of this machine. */
export interface Embedded {
  gitlab: SandboxGitLab;
  slack: SandboxSlack;
  url: string;
  projectId: number;
  projectPath: string;
  gitlabToken: string;
  webhookSecret: string;
  /** The service as GitLab knows it for signing in. */
  application: { readonly clientId: string; readonly clientSecret: string };
  /** Tells GitLab where the service listens, and may send people back to. */
  hookTo(serviceUrl: string): void;
  /** Where somebody who is signed in to GitLab opens the service's overview; undefined while there is no service. */
  overviewFor(username: string): string | undefined;
  close(): Promise<void>;
}

export async function startEmbedded({
  port,
  tier,
  clock,
  limits = "off",
  deliver = fetch,
  labels,
  template,
  page,
}: EmbeddedOptions): Promise<Embedded> {
  const app = express();
  app.disable("x-powered-by");
  const server = createServer(app).listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${portOf(server.address())}`;

  const gitlab = createSandboxGitLab({ baseUrl: `${url}/gitlab`, tier, clock, deliver });
  const slack = createSandboxSlack({ clock, limits, url: `${url}/slack/` });
  app.use("/gitlab", gitlab.router());
  app.use("/slack", slack.router());
  const { projectId, token } = settleOnGitLab(gitlab, { labels, template });
  settleOnSlack(slack);
  const application = gitlab.addApplication("Escalations");
  const webhookSecret = randomBytes(16).toString("hex");

  let service: string | undefined;
  const embedded: Embedded = {
    gitlab,
    slack,
    url,
    projectId,
    projectPath: "customer-success/escalations",
    gitlabToken: token,
    webhookSecret,
    application,
    hookTo(serviceUrl) {
      service = serviceUrl;
      application.redirectUri = `${serviceUrl}/sign-in/callback`;
      gitlab.addHook(projectId, {
        url: `${serviceUrl}/webhooks/gitlab`,
        token: webhookSecret,
        issues_events: true,
        confidential_issues_events: true,
        note_events: true,
        confidential_note_events: true,
      });
    },
    overviewFor(username) {
      if (service === undefined) return undefined;
      gitlab.isSignedIn(username);
      return `${service}/sign-in/start`;
    },
    async close() {
      gitlab.faults.clear();
      slack.faults.clear();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  if (page) app.use(page(embedded));
  return embedded;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the sandbox does not listen on a port");
  return address.port;
}
