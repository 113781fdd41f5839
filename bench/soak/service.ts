import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Answer, Memory, NextDue, type Order, Tally } from "./orders.ts";

/** The service in a process of its own, whose clock goes by what it is told. */
export interface SoakedService {
  url: string;
  /** By how much its clock is ahead of the machine's (ms); what is due by then is looked for. */
  setAhead(ms: number): Promise<void>;
  /** Resolves once nothing is due and nothing runs; with when something is due next (ms since the epoch). */
  comeToRest(): Promise<number | undefined>;
  /** Resolves once a regular full look was done that began after this call. */
  lookForItself(): Promise<void>;
  /** The full look that `POST /api/sync` asks for. */
  sync(): Promise<void>;
  memory(): Promise<Memory>;
  tally(): Promise<Tally>;
  stop(): Promise<void>;
}

/** `npm start` gives Node the same young generation. */
const NODE_OPTIONS = ["--expose-gc", "--max-semi-space-size=8"];

/** Starts it with these settings and no others. Throws when it ends before it listens. */
export async function startSoaked(settings: Record<string, string>): Promise<SoakedService> {
  const child = fork(fileURLToPath(new URL("service-process.ts", import.meta.url)), {
    ...{ execArgv: NODE_OPTIONS, env: settings },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let orders = 0;
  child.on("message", (message) => {
    const answer = Answer.parse(message);
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("failure" in answer) one?.reject(new Error(answer.failure));
    else one?.resolve(answer.value);
  });
  child.once("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the service ended with exit code ${code}`));
  });
  const answerTo = (id: number) => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    return answer.promise;
  };
  const ask = (does: Order["does"], ms?: number) => {
    orders += 1;
    const answer = answerTo(orders);
    child.send({ id: orders, does, ...(ms !== undefined && { ms }) } satisfies Order);
    return answer;
  };
  const url = z.string().parse(await answerTo(0));
  return {
    url,
    setAhead: async (ms) => void (await ask("set-ahead", ms)),
    comeToRest: async () => NextDue.parse(await ask("come-to-rest")),
    lookForItself: async () => void (await ask("look-for-itself")),
    sync: async () => void (await ask("sync")),
    memory: async () => Memory.parse(await ask("tell-memory")),
    tally: async () => Tally.parse(await ask("tell-tally")),
    async stop() {
      const exited = once(child, "exit");
      ask("close").catch(() => {});
      await exited;
    },
  };
}
