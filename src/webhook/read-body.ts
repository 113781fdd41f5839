import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body as the bytes that came, `limit` bytes at most: a larger one is noticed by its Content-Length
 * before anything is read, else while it streams, and is not buffered further. "cut off" when the sender went away.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | "too large" | "cut off"> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return Promise.resolve("too large");
  if (request.destroyed) return Promise.resolve("cut off");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      request.off("data", take);
      resolve("too large");
    }
    request.on("data", take);
    request.once("end", () => {
      const [first] = chunks;
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, size));
    });
    // Node closes an aborted request without an error where nobody listens for one. After "end" this settles nothing.
    request.once("close", () => resolve("cut off"));
  });
}

/**
 * Lets go of a body that is not wanted. Closing at once would take the answer away from a sender who is still writing,
 * so up to `limit` bytes are thrown away as they come, and the connection is closed on whoever sends more.
 */
export function discardBody(request: IncomingMessage, limit: number): void {
  if (request.complete || request.destroyed) return;
  let left = limit;
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}
