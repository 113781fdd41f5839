import { undoneInWords } from "../decide/undone.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Conflicts } from "../reconcile/reconciler.ts";
import type { Finding } from "./findings.ts";

export const CONFLICTS = ["undone", "instance"] as const;

/** Nothing tells when the other one has gone: so long after its last trace (ms) it is taken to be gone. */
const TRACE_MS = 60 * 60_000;

/** Who works on an issue against the service, as findings about it; `before` are those known of it so far. */
export function conflictsOf(
  key: IssueKey,
  { undone, instances }: Conflicts,
  before: readonly Finding[],
  now: number,
): Omit<Finding, "subject">[] {
  const known = before.filter(({ subject, problem }) => subject === key && problem === "instance");
  return [
    ...undone.slice(0, 1).map((first) => ({
      problem: "undone",
      what: undone.map(undoneInWords).join("; "),
      remedy: "two services want it otherwise: stop one of them, or have it leave escalations alone",
      until: first.until ?? now,
    })),
    ...(instances === undefined ? known : instances.slice(0, 1).map((name) => otherInstance(name, now))),
  ];
}

function otherInstance(name: string, now: number): Omit<Finding, "subject"> {
  return {
    problem: "instance",
    what: `another instance of the service (${name}) writes status notes as the same user, with a store of its own`,
    remedy:
      "run one of them, or let all replicas use one PostgreSQL (DATABASE_URL); give another project's service a token of its own",
    until: now + TRACE_MS,
  };
}
