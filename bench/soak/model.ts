import type { Origin, Severity } from "../../src/policy/terms.ts";
import { COLLEAGUE, type Step } from "./steps.ts";

const HOUR = 60 * 60_000;

/** The policy of the soak in numbers: what is due when, from the moment that set the clock going (ms). */
export const CLOCK = { reminder: 24 * HOUR, overdue: 36 * HOUR, manager: 84 * HOUR };

/**
 * What must be of one escalation, by what people did to it: a small model of the process, which knows nothing of the
 * service. It is compared with the world in the end.
 */
export interface Expected {
  customer: string;
  origin: Origin;
  severity: Severity;
  end: "open" | "resolved" | "redirected";
  dri: string;
  /** Whether this DRI has shown that they have it in hand: any command of theirs says so (P-DRI-11). */
  isTakenOn: boolean;
  /** Where it stands but for its end (P-STAT-1). */
  base: "opened" | "in-progress" | "monitoring";
  isPaused: boolean;
  /** A close was asked for, and something is missing. */
  isWished: boolean;
  hasResolution: boolean;
  agreed: { customer: boolean; internal: boolean };
  /** Whether the label `agreement::…` stands: from the first step towards closing on. */
  isClosing: boolean;
  /** When the clock of updates was set going, and what was said of it since. */
  from: number;
  said: { reminder: boolean; overdue: boolean; manager: boolean };
  /** First lines of what stands in the declaration's thread, and in each of its channels behind the welcome. */
  announced: readonly string[];
  channels: readonly (readonly string[])[];
  /** Kinds of the service's comments, besides the status note. */
  comments: readonly string[];
  /** Commands, each of which is answered by one tick. */
  commands: number;
  /** Entries in the log of the tracker document; undefined where there is none. */
  logged: number | undefined;
}

/** As it is opened. */
export function opened(customer: string, { severity, origin }: Extract<Step, { does: "open" }>, at: number): Expected {
  return {
    ...{ customer, origin, severity, end: "open", dri: holder(severity, origin).who },
    ...{ isTakenOn: false, base: "opened", isPaused: false },
    ...{ isWished: false, hasResolution: false, agreed: NOBODY, isClosing: false },
    ...{ from: at, said: NOTHING_SAID },
    ...{ announced: [], channels: [[]], comments: [], commands: 0, logged: isSevere(severity) ? 0 : undefined },
  };
}

const NOBODY = { customer: false, internal: false };
const NOTHING_SAID = { reminder: false, overdue: false, manager: false };

/** As it is after a step. Throws where that cannot be taken. */
export function after(it: Expected, step: Step, at: number): Expected {
  const isTakenOn = it.isTakenOn || (it.end === "open" && commander(step) === it.dri);
  return begun(done({ ...it, isTakenOn }, step, at));
}

/** Who gives the command, where the step is one. */
function commander(step: Step): string | undefined {
  if ("by" in step) return step.by;
  return step.does === "redirect" || (step.does === "agree" && step.side === "customer") ? COLLEAGUE : undefined;
}

function begun(it: Expected): Expected {
  return it.base === "opened" && it.isTakenOn ? { ...it, base: "in-progress" } : it;
}

function done(it: Expected, step: Step, at: number): Expected {
  switch (step.does) {
    case "open":
      throw new Error("it is open already");
    case "nothing":
      return it;
    case "accept":
      return commanded(it);
    case "update":
      return logged({ ...said(commanded(it), "Update"), ...restarted(at) });
    case "set severity":
      return changed(step.how === "command" ? commanded(it) : it, step.to, at);
    case "pause":
      return { ...commented(commanded(it), "reply"), isPaused: true };
    case "monitor":
      return keyMoment({ ...commanded(it), ...restarted(at), base: "monitoring" }, "Risk reduced: moved to monitoring");
    case "resume":
      return resumed(commanded(it), at);
    case "alert":
      return keyMoment(commanded(it), "Significant change");
    case "hand over":
      return handedOver(commanded(it), step.to);
    case "agree":
      return agreed(commanded(it), step.side);
    case "resolve":
      return resolved(commanded(it));
    case "close by hand":
      return { ...said(commented(it, "close-refused"), "Not closed yet"), isWished: true, isClosing: true };
    case "redirect": {
      const ended = commented(said(commanded(it), "Redirected: this is not an account escalation"), "closed");
      return { ...ended, end: "redirected" };
    }
    case "reopen":
      return reopened(it, at);
  }
}

/** As it is once time has passed: reminded, overdue, and the manager told, each once (P-CAD-3, 4). */
export function later(it: Expected, now: number): Expected {
  let passed = it;
  if (!hasClock(it)) return it;
  if (now >= it.from + CLOCK.reminder && !it.said.reminder)
    passed = said(passed, "Reminder: an internal update is owed");
  if (now >= it.from + CLOCK.overdue && !it.said.overdue)
    passed = said(commented(passed, "overdue"), "Overdue: an internal update");
  if (now >= it.from + CLOCK.manager && !it.said.manager)
    passed = said(commented(passed, "manager"), "Still missing: an internal update");
  return {
    ...passed,
    said: {
      reminder: now >= it.from + CLOCK.reminder,
      overdue: now >= it.from + CLOCK.overdue,
      manager: now >= it.from + CLOCK.manager,
    },
  };
}

export function isOverdue(it: Expected): boolean {
  return hasClock(it) && it.said.overdue;
}

export function statusOf({ end, isWished, base }: Expected): string {
  if (end !== "open") return end;
  return isWished ? "awaiting-agreement" : base;
}

export function agreementOf({ isClosing, agreed: { customer, internal } }: Expected): string | undefined {
  if (customer && internal) return "both";
  if (customer) return "customer";
  if (internal) return "internal";
  return isClosing ? "none" : undefined;
}

/** Who should be the DRI (P-DRI-2 to 5). */
function holder(severity: Severity, origin: Origin): { role: string; who: string } {
  if (origin === "professional-services") return { role: "PS project manager", who: "petra" };
  if (origin === "support" && !isSevere(severity)) return { role: "support", who: "olga" };
  return { role: "CSM", who: "cathy" };
}

function isSevere(severity: Severity): boolean {
  return severity === "critical" || severity === "high";
}

function hasClock({ severity, isPaused, end }: Expected): boolean {
  return severity !== "low" && !isPaused && end === "open";
}

function restarted(at: number): Pick<Expected, "from" | "said"> {
  return { from: at, said: NOTHING_SAID };
}

function commanded(it: Expected): Expected {
  return { ...it, commands: it.commands + 1 };
}

function commented(it: Expected, kind: string): Expected {
  return { ...it, comments: [...it.comments, kind] };
}

/** In the channel that is in use. */
function said(it: Expected, heading: string): Expected {
  return { ...it, channels: [...it.channels.slice(0, -1), [...(it.channels.at(-1) ?? []), heading]] };
}

function keyMoment(it: Expected, heading: string): Expected {
  return { ...said(it, heading), announced: [...it.announced, heading] };
}

function logged(it: Expected): Expected {
  return { ...it, logged: it.logged === undefined ? undefined : it.logged + 1 };
}

/** Everything is judged anew (P-SEV-4): the DRI where another role is called for (P-DRI-8), pause and clocks (P-CAD-8). */
function changed(it: Expected, to: Severity, at: number): Expected {
  const before = holder(it.severity, it.origin);
  const now = holder(to, it.origin);
  const judged = before.role === now.role || now.who === it.dri ? it : handedOver(it, now.who);
  const tracked = it.logged ?? (isSevere(to) ? 0 : undefined);
  return keyMoment(
    { ...judged, severity: to, isPaused: false, ...restarted(at), logged: tracked },
    `Severity changed from ${it.severity} to ${to}`,
  );
}

function handedOver(it: Expected, to: string): Expected {
  return { ...said(commented(it, "handover"), "The DRI has changed"), dri: to, isTakenOn: false };
}

/** Takes back the newest of a wish to close, monitoring and a pause; here there is one of them at a time. */
function resumed(it: Expected, at: number): Expected {
  if (it.isPaused) return { ...it, isPaused: false, ...restarted(at) };
  return { ...said(it, "Back in progress"), base: "in-progress", ...restarted(at) };
}

function agreed(it: Expected, side: "customer" | "internal"): Expected {
  const words = side === "customer" ? "The customer agrees that it is resolved" : "We agree that it is resolved";
  const both = { ...it.agreed, [side]: true };
  return closedIfComplete(logged({ ...said(it, words), agreed: both, isClosing: true }));
}

function resolved(it: Expected): Expected {
  const wished = logged({ ...it, hasResolution: true, isWished: true, isClosing: true });
  const closed = closedIfComplete(wished);
  return closed.end === "resolved" ? closed : said(commented(wished, "reply"), "Asked to close");
}

/** Both sides agree, and there is a resolution: it closes, and what follows a close follows (P-CLOSE-1, 5, 6). */
function closedIfComplete(it: Expected): Expected {
  if (!it.isWished || !it.hasResolution || !it.agreed.customer || !it.agreed.internal) return it;
  const told = commented(keyMoment({ ...it, end: "resolved" }, "Resolved and closed"), "closed");
  return isSevere(it.severity) ? said(commented(told, "sentiment"), "Please update the customer's sentiment") : told;
}

/** A new round, in a new channel, for the old one was archived (P-CLOSE-7). */
function reopened(it: Expected, at: number): Expected {
  const round = {
    ...({ end: "open", agreed: NOBODY, hasResolution: false, isWished: false, isClosing: true } as const),
    ...({ base: "opened", isPaused: false, ...restarted(at) } as const),
  };
  return keyMoment({ ...it, ...round, channels: [...it.channels, []] }, "Reopened");
}
