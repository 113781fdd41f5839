import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "vitest";
import { z } from "zod";

export const KEY = Buffer.from("a key that nobody should see");
export const SECRET = `whsec_${KEY.toString("base64")}`;

/** What is done instead of answering 204; the report was received all the same. */
export type Mishap = { status: number; headers?: Record<string, string> } | "drop" | "hang";

const Headers = z.object({
  "webhook-id": z.string(),
  "webhook-timestamp": z.string(),
  "webhook-signature": z.string(),
});

export interface Received {
  id: string;
  /** Seconds. */
  timestamp: number;
  /** Checked here, by the letter of Standard Webhooks. */
  isSigned: boolean;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface Receiver {
  url: string;
  /** Every request, repeats included. */
  received: Received[];
  /** For the next requests, one each; `always` for all. */
  mishaps: Mishap[];
  always: Mishap | undefined;
}

/** A customer-success platform as far as it listens: a real server on a port of its own. */
export async function startReceiver({ onTestFinished }: Pick<TestContext, "onTestFinished">): Promise<Receiver> {
  const receiver: Receiver = { url: "", received: [], mishaps: [], always: undefined };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    receiver.received.push(read(request.headers, request.url ?? "", Buffer.concat(chunks)));
    answer(response, receiver.mishaps.shift() ?? receiver.always);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  receiver.url = `http://127.0.0.1:${port}/hooks/sentiment?token=in-the-query`;
  return receiver;
}

function read(headers: IncomingHttpHeaders, path: string, body: Buffer): Received {
  const given = Headers.parse(headers);
  const { "webhook-id": id, "webhook-timestamp": timestamp } = given;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return {
    ...{ id, path, headers, timestamp: Number(timestamp) },
    isSigned: given["webhook-signature"] === `v1,${createHmac("sha256", KEY).update(signed).digest("base64")}`,
    body: JSON.parse(body.toString("utf8")),
  };
}

function answer(response: ServerResponse, mishap: Mishap | undefined): void {
  if (mishap === "hang") return;
  if (mishap === "drop") return void response.destroy();
  response.writeHead(mishap?.status ?? 204, mishap?.headers).end();
}
