import type { CommandLine } from "../../escalation/command-lines.ts";
import { nearest } from "../../policy/nearest.ts";
import { ORIGINS, type Origin, SEVERITIES, type Severity } from "../../policy/terms.ts";
import { COMMAND_NAMES, type CommandName, formOf } from "./grammar.ts";

/** A command as it is meant. */
export type Command =
  | { name: "severity"; severity: Severity; reason: string }
  | { name: "dri"; username: string; reason: string }
  | { name: "product-dri"; username: string }
  | { name: "accept" }
  | { name: "decline"; why: string }
  | { name: "involve"; whom: string; isPerson: boolean }
  | { name: "origin"; origin: Origin }
  | { name: "alert"; text: string }
  | { name: "update"; text: string }
  | { name: "customer-update"; text: string }
  | { name: "pause"; date: string; why: string }
  | { name: "standup"; series: string }
  | { name: "done"; step: string; ask: number | undefined; rest: string }
  | { name: "monitoring"; text: string }
  | { name: "resume"; text: string }
  | { name: "agree"; side: Side; text: string }
  | { name: "disagree"; side: Side; why: string }
  | { name: "rca"; state: RcaState; link: string }
  | { name: "resolve"; text: string }
  | { name: "close-anyway"; reason: string }
  | { name: "redirect"; process: Process; link: string }
  | { name: "help" };

const SIDES = ["customer", "internal"] as const;
type Side = (typeof SIDES)[number];
const RCA_STATES = ["requested", "not-needed", "delivered"] as const;
type RcaState = (typeof RCA_STATES)[number];
/** The other processes (P-SCOPE-2). */
const PROCESSES = ["star", "incident", "emergency"] as const;
type Process = (typeof PROCESSES)[number];

/** Why a line is no command, for the one who wrote it. `typed` is theirs and not to be trusted. */
export interface Misunderstood {
  problem: "unknown" | "incomplete" | "wrong word" | "no person" | "no date" | "too much";
  typed: string;
  /** The command that was probably meant. */
  meant: CommandName | undefined;
}

/** Understands one line, or says what is wrong with it. */
export function parseCommand({ name, rest, text, isTooMuch }: CommandLine): Command | Misunderstood {
  if (isTooMuch) return { problem: "too much", typed: "", meant: undefined };
  const known = COMMAND_NAMES.find((candidate) => candidate === name);
  if (!known)
    return {
      problem: "unknown",
      typed: name,
      meant: COMMAND_NAMES.find((one) => one === nearest(name, COMMAND_NAMES)),
    };

  const [first = "", ...words] = rest.split(/\s+/);
  const after = words.join(" ");
  switch (known) {
    case "severity": {
      const severity = oneOf(SEVERITIES, first);
      return severity ? { name: known, severity, reason: after } : wrongWord(first);
    }
    case "origin": {
      const origin = oneOf(ORIGINS, first);
      return origin ? { name: known, origin } : wrongWord(first);
    }
    case "dri": {
      const username = usernameIn(first);
      return username ? { name: known, username, reason: after } : wrong("no person", first);
    }
    case "product-dri": {
      const username = usernameIn(first);
      return username ? { name: known, username } : wrong("no person", first);
    }
    case "involve":
      if (first === "") return wrong("incomplete", "");
      return first.startsWith("@")
        ? { name: known, whom: usernameIn(first) ?? "", isPerson: true }
        : { name: known, whom: rest.replace(/[.,;:!]+$/, ""), isPerson: false };
    case "decline":
      return rest === "" ? wrong("incomplete", "") : { name: known, why: rest };
    case "agree": {
      const side = oneOf(SIDES, first);
      // The evidence may stand on the lines below.
      return side ? { name: known, side, text: text.replace(/^\S+\s*/, "") } : wrongWord(first);
    }
    case "disagree": {
      const side = oneOf(SIDES, first);
      if (!side) return wrongWord(first);
      return after === "" ? wrong("incomplete", "") : { name: known, side, why: after };
    }
    case "rca": {
      const state = oneOf(RCA_STATES, first);
      return state ? { name: known, state, link: after } : wrongWord(first);
    }
    case "redirect": {
      const process = oneOf(PROCESSES, first);
      return process ? { name: known, process, link: after } : wrongWord(first);
    }
    case "close-anyway":
      return rest === "" ? wrong("incomplete", "") : { name: known, reason: rest };
    case "standup":
      return rest === "" ? wrong("incomplete", "") : { name: known, series: rest };
    case "pause":
      return paused(words, first);
    case "done": {
      if (first === "") return wrong("incomplete", "");
      const ask =
        first.toLowerCase() === "ask" ? Number(/^#?(\d{1,3})$/.exec(words[0] ?? "")?.[1] ?? Number.NaN) : undefined;
      if (ask !== undefined && Number.isNaN(ask)) return wrong("incomplete", "");
      return { name: known, step: first, ask, rest: words.slice(ask === undefined ? 0 : 1).join(" ") };
    }
    case "update":
    case "customer-update":
    case "alert":
    case "monitoring":
    case "resume":
    case "resolve":
      return text === "" ? wrong("incomplete", "") : { name: known, text };
    case "accept":
    case "help":
      return { name: known };
  }

  /** The word "until" may be left out. */
  function paused(following: readonly string[], head: string): Command | Misunderstood {
    const [date = "", ...why] = head.toLowerCase() === "until" ? following : [head, ...following];
    if (!isDate(date)) return wrong(date === "" ? "incomplete" : "no date", date);
    return why.length === 0 ? wrong("incomplete", "") : { name: "pause", date, why: why.join(" ") };
  }

  function wrong(problem: Misunderstood["problem"], typed: string): Misunderstood {
    return { problem, typed, meant: known };
  }

  function wrongWord(typed: string): Misunderstood {
    return wrong(typed === "" ? "incomplete" : "wrong word", typed);
  }
}

/** What is wrong and how to put it right, in words that hold nothing of what was typed: it may stand in any comment. */
export function explainMisunderstood({ problem, meant }: Misunderstood): string {
  if (problem === "unknown") {
    return meant
      ? `there is no such command. Did you mean \`${formOf(meant).usage}\`?`
      : "there is no such command. `/esc help` lists them.";
  }
  const usage = meant ? ` Write it as \`${formOf(meant).usage}\`, for example \`${formOf(meant).example}\`.` : "";
  switch (problem) {
    case "too much":
      return "this and what stands below it was not read, because the comment is too long or has too many commands. Write it in a comment of its own.";
    case "incomplete":
      return `something is missing.${usage}`;
    case "wrong word":
      return `that is none of the words it knows.${usage}`;
    case "no date":
      return `it needs a date, written year-month-day.${usage}`;
    case "no person":
      return `it needs a person's GitLab username with an @.${usage}`;
  }
}

function isDate(typed: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return false;
  const at = Date.parse(`${typed}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(typed);
}

function oneOf<Word extends string>(words: readonly Word[], typed: string): Word | undefined {
  return words.find((word) => word === typed.toLowerCase());
}

/** GitLab's usernames: letters, digits, `_`, `-` and `.`; a comma or full stop after one is punctuation. */
function usernameIn(typed: string): string | undefined {
  return /^@([a-z0-9_][a-z0-9_.-]*)/i.exec(typed)?.[1]?.replace(/[.,:;-]+$/, "");
}
