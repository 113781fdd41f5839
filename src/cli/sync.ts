import { OutsideError } from "../act/outside-error.ts";
import { started } from "./serve.ts";

/** Longer than any work takes that does not wait for the outside. */
const PATIENCE_MS = 10 * 60_000;

/** One full look, everything that is due done, then exit. Needs the store for itself where it is the embedded one. */
export async function sync(env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const app = await started(env, clock);
  if (!app) return 1;
  try {
    const due = await app.sync();
    const done = await app.untilQuiet(PATIENCE_MS);
    console.log(`${due} ${due === 1 ? "escalation" : "escalations"} looked at`);
    return done ? 0 : 1;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await app.close();
  }
}
