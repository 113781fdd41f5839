import type { Embedded } from "../../src/sandbox/embedded.ts";

/**
 * When the service is killed:
 * - `before`: the request arrived and is not carried out
 * - `written`: it is carried out, and the answer never arrives
 * - `answered`: the answer has just arrived
 */
export type Moment = "before" | "written" | "answered";

export interface KillPoint {
  request: string;
  moment: Moment;
  /** So many of the same name go well before; none unless said. */
  after?: number;
}

/** The requests of an opening, by which `onRequest` knows them. */
export const REQUESTS = [
  "GET issue",
  "PUT issue",
  "POST note",
  "POST wiki",
  "conversations.create",
  "conversations.setTopic",
  "conversations.invite",
  "chat.postMessage",
  "chat.postMessage announcement",
  "pins.add",
  "bookmarks.add",
] as const;

/** What a request to GitLab is about. */
const KINDS = [
  { pattern: /\/notes$/, kind: "note" },
  { pattern: /\/issues\/\d+$/, kind: "issue" },
  { pattern: /\/issues$/, kind: "issues" },
  { pattern: /\/wikis(?:\/|$)/, kind: "wiki" },
];

/** Calls `kill` at the next request of that name, once; at most one point can be set. */
export function killerOf({ gitlab, slack }: Embedded): (point: KillPoint, kill: () => void) => void {
  let set: { point: KillPoint; kill: () => void; left: number } | undefined;
  const { take } = gitlab.faults;
  const { strike } = slack.faults;
  const announcements = slack.state().channels.find(({ name }) => name === "escalated_customers")?.id;

  gitlab.faults.take = (method, path) => {
    const kind = KINDS.find(({ pattern }) => pattern.test(path))?.kind ?? "other";
    const moment = struck(`${method} ${kind}`);
    return moment ? { fault: { kind: "drop" }, afterWrite: moment === "written" } : take(method, path);
  };
  slack.faults.strike = (call) => {
    const isAnnouncement = call.method === "chat.postMessage" && call.channel === announcements;
    const moment = struck(isAnnouncement ? `${call.method} announcement` : call.method);
    return moment ? { fault: { kind: "drop" }, afterCommit: moment === "written", delayMs: 0 } : strike(call);
  };
  return (point, kill) => {
    set = { point, kill, left: point.after ?? 0 };
  };

  /** Undefined: the request goes its way. */
  function struck(request: string): Moment | undefined {
    if (set?.point.request !== request) return undefined;
    if (set.left > 0) {
      set.left -= 1;
      return undefined;
    }
    const { point, kill } = set;
    set = undefined;
    if (point.moment !== "answered") {
      kill();
      return point.moment;
    }
    // Long enough for the answer to be read, short enough for little else to happen.
    setTimeout(kill, 4);
    return undefined;
  }
}
