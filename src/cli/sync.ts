import { started } from "./serve.ts";

const QUIET_MS = 200;

/** One full look, everything that is due done, then exit. Needs the store for itself where it is the embedded one. */
export async function sync(env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const app = await started(env, clock);
  if (!app) return 1;
  try {
    console.log(`${await app.sync()} escalations changed since the last full look`);
    for (;;) {
      const { due, claimed } = await app.store.work.counts(clock());
      if (due + claimed === 0) return 0;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
  } finally {
    await app.close();
  }
}
