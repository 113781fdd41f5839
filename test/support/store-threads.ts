import { ownThread, type StoreThread } from "../../src/store/sqlite-engine.ts";

const idle: StoreThread[] = [];
/** Each has the memory of an engine. */
const MOST_IDLE = 4;

/**
 * A thread that had another store before, or a new one: to start one takes five times the processor that opening a store
 * in it does, and tests open a thousand.
 */
export function startThread(): StoreThread {
  const thread = idle.pop() ?? ownThread();
  const { worker } = thread;
  return {
    worker,
    async release() {
      for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
      if (worker.threadId === -1) return;
      if (idle.length >= MOST_IDLE) return void (await thread.release());
      // An idle thread keeps nobody from ending.
      worker.unref();
      idle.push(thread);
    },
  };
}
