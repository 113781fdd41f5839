import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { authenticator } from "../../src/webhook/authenticate.ts";
import { aService, secret, send } from "../webhook/support.ts";

/** Collected GitLab payloads, which lie beside a checkout and are no part of it. */
const data = new URL("../../../shared/data/gitlab/", import.meta.url);
const docs = new URL("docs/", data);

const Vectors = z.object({
  vectors: z.array(
    z.object({
      body_file: z.string(),
      body_sha256: z.string(),
      signing_token: z.string(),
      "webhook-id": z.string(),
      "webhook-timestamp": z.string(),
      "webhook-signature": z.string(),
    }),
  ),
});

const vectorsFile = new URL("derived/signing_token_vectors.json", data);
const vectors = existsSync(vectorsFile)
  ? Vectors.parse(JSON.parse(readFileSync(vectorsFile, "utf8"))).vectors.filter((vector) =>
      existsSync(new URL(vector.body_file, data)),
    )
  : [];

describe.skipIf(vectors.length === 0)("signing vectors", () => {
  it.each(vectors)("$body_file verifies, and not with a byte changed", (vector) => {
    const body = readFileSync(new URL(vector.body_file, data));
    const authenticate = authenticator({ signingToken: vector.signing_token });

    const verdict = authenticate(vector, Number(vector["webhook-timestamp"]) * 1000);

    expect(createHash("sha256").update(body).digest("hex")).toBe(vector.body_sha256);
    expect(verdict.kind === "signed" && verdict.verify(body)).toBe(true);
    expect(verdict.kind === "signed" && verdict.verify(Buffer.concat([body, Buffer.from(" ")]))).toBe(false);
  });
});

/** Each webhook has its headers beside it. */
const webhooks = existsSync(docs)
  ? readdirSync(docs).filter((name) => existsSync(new URL(name.replace(/\.json$/, ".headers.json"), docs)))
  : [];

describe.skipIf(webhooks.length === 0)("documented webhooks", () => {
  it.each(webhooks)("%s is answered 2xx", async (name) => {
    const body = readFileSync(new URL(name, docs), "utf8");
    const headers = z
      .record(z.string(), z.string())
      .parse(JSON.parse(readFileSync(new URL(name.replace(/\.json$/, ".headers.json"), docs), "utf8")));
    const { project, issue, object_attributes } = z
      .object({
        project: z.object({ id: z.number() }).nullish(),
        issue: z.object({ iid: z.number() }).nullish(),
        object_attributes: z.object({ iid: z.number().optional() }),
      })
      .parse(JSON.parse(body));
    const projectId = project?.id ?? 0;
    const key = `${projectId}#${issue?.iid ?? object_attributes.iid ?? 0}` as const;
    const elsewhere = await aService({ projects: ["other/project"] });
    const ours = await aService({ projects: [`${projectId}`], escalations: [key] });

    const answers = [
      await send(elsewhere, body, { ...lowerCase(headers), "x-gitlab-token": secret }),
      await send(ours, body, { ...lowerCase(headers), "x-gitlab-token": secret }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(elsewhere.kept).toEqual([]);
    expect(ours.kept.map((delivery) => delivery.key)).toEqual(
      ["issue_hook.json", "note_hook__issue.json"].includes(name) ? [key] : [],
    );
  });
});

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
