import type { RequestHandler, Response } from "express";

export interface ChangesOptions {
  /** What the store last said of changes; another text means that something changed. */
  version(): Promise<string>;
  log: { warn(fields: object, message: string): void };
}

const LOOK_EVERY_MS = 1_000;
/** Proxies close what is silent for a minute. */
const ALIVE_EVERY_LOOKS = 20;
/** Then the page asks again, and whoever lets people in is asked again too. */
const LONGEST_STREAM_MS = 10 * 60_000;
/** Further pages look by themselves once a minute. */
const MOST_STREAMS = 300;

/**
 * Tells open pages that something changed, as server-sent events: not what, which they fetch as ever. However many watch,
 * the store is asked one small question a second, and none while nobody does.
 */
export function changesStream({ version, log }: ChangesOptions): RequestHandler {
  const streams = new Set<Response>();
  let timer: NodeJS.Timeout | undefined;
  let last: string | undefined;
  let looks = 0;
  let isLooking = false;
  let isTroubled = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const now = await version();
      isTroubled = false;
      looks += 1;
      if (now !== last) tell(`data: ${now}\n\n`);
      else if (looks % ALIVE_EVERY_LOOKS === 0) tell(": still here\n\n");
      last = now;
    } catch (error) {
      // Once: it is asked again in a second.
      if (!isTroubled) log.warn({ reason: String(error) }, "pages cannot be told of changes");
      isTroubled = true;
    } finally {
      isLooking = false;
    }
  }

  function tell(text: string): void {
    for (const stream of streams) stream.write(text);
  }

  return (request, response) => {
    if (streams.size >= MOST_STREAMS) {
      response.status(503).set("retry-after", "60").type("text/plain").send("Too many pages watch already.\n");
      return;
    }
    response.status(200).set({ "content-type": "text/event-stream", "x-accel-buffering": "no" });
    response.write("retry: 2000\n\n");
    streams.add(response);
    // Whoever comes later hears how it stands now.
    last = undefined;
    timer ??= setInterval(() => void look(), LOOK_EVERY_MS).unref();
    void look();
    const ending = setTimeout(() => response.end(), LONGEST_STREAM_MS).unref();
    request.on("close", () => {
      clearTimeout(ending);
      streams.delete(response);
      if (streams.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    });
  };
}
