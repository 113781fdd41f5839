import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import { expect, it, onTestFinished } from "vitest";
import { addressOf } from "../../../src/app/http.ts";
import { type Sessions, sessionsIn } from "../../../src/web/sign-in/sessions.ts";

/** Cookies that a browser behind TLS is given at /in, and who a request with cookies is, at /who. */
async function serving(sessions: Sessions) {
  const app = express();
  app.get("/in", async (request, response) => {
    await sessions.begin(request, response, { userId: 7, username: "cathy" });
    response.end();
  });
  app.get("/who", async (request, response) => {
    response.json((await sessions.read(request, response))?.username ?? null);
  });
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${addressOf(server).port}`;
  return {
    given: async () => (await fetch(`${url}/in`)).headers.getSetCookie()[0] ?? "",
    who: async (cookie: string) => (await fetch(`${url}/who`, { headers: { cookie } })).json(),
  };
}

const clock = () => Date.parse("2026-11-24T09:00:00Z");
const sessions = (secret: string, isSecure = true) => sessionsIn({ secret, isSecure, clock });

it("behind TLS a session's cookie is bound to the host: Secure, for all paths, without a domain", async () => {
  const cookie = await (await serving(sessions("one"))).given();

  expect(cookie).toMatch(/^__Host-escalations=/);
  expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect(cookie).not.toMatch(/domain/i);
});

it("any replica with the same secret knows it; with another secret it is none, which ends all sessions", async () => {
  const [first, replica, after] = [
    await serving(sessions("one")),
    await serving(sessions("one")),
    await serving(sessions("two")),
  ];
  const [cookie = ""] = (await first.given()).split(";");

  expect(await replica.who(cookie)).toBe("cathy");
  expect(await after.who(cookie)).toBeNull();
});

it("a changed letter makes it none", async () => {
  const here = await serving(sessions("one"));
  const [cookie = ""] = (await here.given()).split(";");
  const changed = [5, 20, 90, 120, 200, 300].map(
    (at) => `${cookie.slice(0, -at)}${cookie.at(-at) === "A" ? "B" : "A"}${cookie.slice(-at + 1)}`,
  );

  expect(await Promise.all(changed.map((one) => here.who(one)))).toEqual(changed.map(() => null));
});
