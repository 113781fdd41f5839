import type { Action } from "../../src/decide/action.ts";
import type { PlannedAction } from "../../src/decide/facts.ts";
import type { LabelChange } from "../../src/escalation/issue.ts";
import { describedAs, MINUTE, member, type Situation, type SituationOptions, say, situation } from "./situation.ts";

/** Cathy is the DRI and recorded the customer's word, Mona is the CSM manager. */
export const CUSTOMER = '/esc agree customer "it runs since Monday"';
export const INTERNAL = "/esc agree internal";
export const RESOLVE = "/esc resolve Outcome: positive. Exit criteria: met. The runners were given more memory.";

/** An escalation that Cathy has taken on: of Acme Corp and high, unless the options say otherwise. */
export function takenOn(options: SituationOptions = {}, severity = "High", nature: readonly string[] = []): Situation {
  const here = situation({ description: describedAs({ severity: [severity], nature }), ...options });
  here.run();
  here.takeOn();
  here.run();
  return here;
}

/** With both sides' agreement, by two people. */
export function agreed(options: SituationOptions = {}, severity = "High", nature: readonly string[] = []): Situation {
  const here = takenOn(options, severity, nature);
  say(here, "cathy", CUSTOMER);
  say(here, "mona", INTERNAL);
  return here;
}

/** The whole of it: agreed, resolved, and so closed. */
export function resolved(options: SituationOptions = {}): Situation {
  const here = agreed(options);
  say(here, "cathy", RESOLVE);
  return here;
}

/** Somebody presses the button; the service looks afterwards. */
export function closeByHand(here: Situation, who: string): PlannedAction[] {
  here.now += MINUTE;
  here.issue = { ...here.issue, state: "closed", closedAt: here.now, closedBy: member(who), updatedAt: here.now };
  here.history = { labels: [], comments: [] };
  return here.run().wanted;
}

export function reopenByHand(here: Situation): PlannedAction[] {
  here.now += MINUTE;
  const { closedAt: _at, closedBy: _by, ...issue } = here.issue;
  here.issue = { ...issue, state: "opened", updatedAt: here.now };
  here.history = { labels: [], comments: [] };
  return here.run().wanted;
}

/** Somebody sets a label by hand, as GitLab with scoped labels has it. */
export function setLabel(here: Situation, who: string, label: string): PlannedAction[] {
  here.now += MINUTE;
  const [scope, ...rest] = label.split("::");
  const gone = here.issue.labels.filter((one) => rest.length > 0 && one.startsWith(`${scope}::`));
  const change = (one: string, added: boolean): LabelChange => ({
    at: here.now,
    by: member(who),
    label: one,
    added,
  });
  here.history = { labels: [change(label, true), ...gone.map((one) => change(one, false))] };
  here.issue = {
    ...here.issue,
    updatedAt: here.now,
    labels: [...here.issue.labels.filter((one) => !gone.includes(one)), label],
  };
  return here.run().wanted;
}

export function takeLabelOff(here: Situation, who: string, label: string): PlannedAction[] {
  here.now += MINUTE;
  here.history = { labels: [{ at: here.now, by: member(who), label, added: false }] };
  here.issue = { ...here.issue, updatedAt: here.now, labels: here.issue.labels.filter((one) => one !== label) };
  return here.run().wanted;
}

/** The labels of the end: status, agreement and analysis. */
export function endLabels({ issue }: Situation): string[] {
  return issue.labels.filter((label) => /^(?:status|agreement|rca)::/.test(label)).toSorted();
}

/** Comments of a kind, by their hidden marker. */
export function notesOf({ notes }: Situation, kind: string): string[] {
  return notes.filter((body) => body.includes(`<!-- escalations:${kind} `));
}

/** The commands in the list of a comment: what is missing, in its order. */
export function listedCommands(body: string | undefined): string[] {
  return (body ?? "").split("\n").flatMap((line) => /^- .*?`(\/esc [^`]+)`/.exec(line)?.[1] ?? []);
}

/** What was wanted of Slack and of the tracker, in order, by the effect's name; edits in place and reactions left out. */
export function sequence(wanted: readonly PlannedAction[]): string[] {
  const told: readonly Action["type"][] = ["post-message", "write-tracker", "archive-channel", "report-sentiment"];
  return wanted.filter(({ action }) => told.includes(action.type)).map(({ key }) => key);
}

export function headings(wanted: readonly PlannedAction[]): string[] {
  return wanted.flatMap(({ action }) => (action.type === "post-message" ? [action.message.heading] : []));
}
