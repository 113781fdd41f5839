import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Answer {
  /** Where it came from. */
  url: string;
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
  /** Where it sends the browser, in full. */
  location: string;
}

export interface Sent {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  /** Fields of a form. */
  form?: Record<string, string>;
}

/** A browser without a screen: keeps cookies, follows redirects. `fetch` would say of itself that it is a script. */
export interface Visitor {
  /** One request; no redirect is followed. */
  ask(url: string, sent?: Sent): Promise<Answer>;
  /** Follows redirects to the last page, or to one that `isThere` knows by its address and does not open. */
  visit(url: string, sent?: Sent, isThere?: (url: string) => boolean): Promise<Answer>;
  /** As a thief would have them: name, and the path where that is not all of the host, to value. */
  cookies: Map<string, string>;
}

const MOST_REDIRECTS = 12;

export function visitor(): Visitor {
  const cookies = new Map<string, string>();
  return { ask, visit, cookies };

  async function ask(url: string, { method = "GET", headers = {}, form }: Sent = {}): Promise<Answer> {
    const cookie = [...cookies].flatMap(([key, value]) => cookieAt(url, key, value)).join("; ");
    const body = form && new URLSearchParams(form).toString();
    const sending = request(url, {
      method,
      headers: {
        accept: "text/html",
        ...(cookie !== "" && { cookie }),
        ...(body !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
        ...headers,
      },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sending.on("response", resolve).on("error", reject);
    });
    sending.end(body);
    const response = await answered;
    for (const line of response.headers["set-cookie"] ?? []) keep(line);
    return {
      ...{ url, headers: response.headers, text: await text(response) },
      status: response.statusCode ?? 0,
      location: new URL(response.headers.location ?? "", url).href,
    };
  }

  function keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const [, path = "/"] = /;\s*path=([^;]*)/i.exec(line) ?? [];
    const key = path === "/" ? name : `${name} ${path}`;
    if (/;\s*(?:max-age=0|expires=thu, 01 jan 1970)/i.test(line)) cookies.delete(key);
    else cookies.set(key, value);
  }

  async function visit(url: string, sent?: Sent, isThere: (url: string) => boolean = () => false): Promise<Answer> {
    let answer = await ask(url, sent);
    for (let n = 0; answer.status >= 300 && answer.status < 400 && !isThere(answer.location); n += 1) {
      if (n > MOST_REDIRECTS) throw new Error(`redirected without end, last to ${answer.location}`);
      answer = await ask(answer.location);
    }
    return answer;
  }
}

function cookieAt(url: string, key: string, value: string): string[] {
  const [name = "", path = "/"] = key.split(" ");
  return new URL(url).pathname.startsWith(path) ? [`${name}=${value}`] : [];
}
