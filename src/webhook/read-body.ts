import type { IncomingMessage } from "node:http";

/** What all bodies under way may hold in memory together (bytes); small ones are taken beyond it. */
export interface Room {
  used: number;
  most: number;
}

/** GitLab's deliveries of issues and comments are some kilobytes. */
const SMALL = 1024 * 1024;

/**
 * Reads a request's body as the bytes that came, `limit` bytes at most: a larger one is noticed by its Content-Length
 * before anything is read, else while it streams, and is not buffered further. "cut off" when the sender went away,
 * "no room" where others hold what there is and this is no small one.
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  room: Room,
): Promise<Buffer | "too large" | "cut off" | "no room"> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return Promise.resolve("too large");
  if (request.destroyed) return Promise.resolve("cut off");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let held = 0;
    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size > limit || (size > SMALL && room.used + chunk.length > room.most)) {
        refuse(size > limit ? "too large" : "no room");
        return;
      }
      room.used += chunk.length;
      held += chunk.length;
      chunks.push(chunk);
    }
    function refuse(why: "too large" | "no room"): void {
      chunks.length = 0;
      request.off("data", take);
      letGo();
      resolve(why);
    }
    function letGo(): void {
      room.used -= held;
      held = 0;
    }
    request.on("data", take);
    request.once("end", () => {
      letGo();
      const [first] = chunks;
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, size));
    });
    // Node closes an aborted request without an error where nobody listens for one. After "end" this settles nothing.
    request.once("close", () => {
      letGo();
      resolve("cut off");
    });
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
