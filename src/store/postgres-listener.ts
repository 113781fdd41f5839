import pg from "pg";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export interface Listener {
  onWake(wake: () => void): void;
  close(): Promise<void>;
}

/**
 * Listens on a channel with a connection of its own, and connects again whenever that breaks. Whoever is woken may have
 * missed something meanwhile, so a new connection wakes too; behind it all stands the caller's poll.
 */
export function listen(config: pg.ClientConfig, channel: string, report: (cause: unknown) => void): Listener {
  let wake = () => {};
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wait = FIRST_WAIT_MS;
  let closed = false;
  let connecting = connect();

  async function connect(): Promise<void> {
    const next = new pg.Client(config);
    client = next;
    let lost = false;
    const lose = (cause: unknown) => {
      if (lost || closed) return;
      lost = true;
      report(cause);
      // Nothing more to hear of it: it is broken already.
      next.end().catch(() => {});
      timer = setTimeout(() => {
        connecting = connect();
      }, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
    next.on("error", lose);
    next.on("end", () => lose(new Error("the server ended the connection that listens for work")));
    next.on("notification", () => wake());
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
      wait = FIRST_WAIT_MS;
      wake();
    } catch (cause) {
      lose(cause);
    }
  }

  return {
    onWake(listener) {
      wake = listener;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      await client?.end();
    },
  };
}
