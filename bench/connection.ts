import { once } from "node:events";
import { createConnection, type Socket } from "node:net";

/**
 * A kept-alive connection with one request on its way at a time. By hand, because node's own HTTP client needs more of a
 * processor than what it would measure.
 */
export interface Connection {
  /** Posts a body, and answers the answer's body. */
  post(body: string, headers: Record<string, string>): Promise<string>;
  close(): void;
}

export async function connect({ hostname, port, pathname }: URL): Promise<Connection> {
  const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
  socket.setEncoding("utf8");
  await once(socket, "connect");
  return {
    async post(body, headers) {
      const all = { host: `${hostname}:${port}`, "content-length": `${Buffer.byteLength(body)}`, ...headers };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
      socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
      return answerOn(socket);
    },
    close: () => socket.destroy(),
  };
}

function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const failed = (error?: Error | boolean) =>
      reject(error instanceof Error ? error : new Error("the connection was closed"));
    function take(chunk: string): void {
      received += chunk;
      const end = received.indexOf("\r\n\r\n");
      const length = /\r\ncontent-length: (\d+)\r\n/i.exec(received)?.[1];
      if (end === -1 || received.length < end + 4 + Number(length)) return;
      socket.off("data", take).off("error", failed).off("close", failed);
      resolve(received.slice(end + 4));
    }
    socket.on("data", take).on("error", failed).on("close", failed);
  });
}
