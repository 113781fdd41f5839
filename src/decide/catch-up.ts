import type { AssigneeChange, Issue, LabelChange, Note, Person } from "../escalation/issue.ts";
import { originLabel, severitiesIn, severityLabel, statusesIn, statusLabel } from "../escalation/labels.ts";
import { unseen } from "../escalation/seen-notes.ts";
import type { Severity } from "../policy/terms.ts";
import { takenOnBy, takenOnEvent } from "./commands/accept.ts";
import { moveByHand } from "./commands/monitoring.ts";
import { answerComment, type Commanded, isForTheService, isFromABot } from "./commands/run.ts";
import { labelsAfter } from "./edit.ts";
import type { Facts } from "./facts.ts";
import { judge } from "./judgements.ts";
import { peopleOf } from "./people.ts";
import { remembered } from "./remembered.ts";
import { timelineOf } from "./timeline.ts";

/** Scopes in which the order of what people did decides. */
const SCOPES = ["severity", "origin", "status"] as const;

type Step = { at: number } & (
  | { labels: readonly LabelChange[]; by: Person; severities: readonly Severity[] }
  | { assignees: AssigneeChange; standing: Person | undefined }
  | { comment: Note }
);

/**
 * Goes through what people did since the last look, in the order in which they did it, and judges after each step as if
 * the service had been watching. So a change that was heard of late, out of order or not at all ends where it would have
 * ended, and everything has its author. What is then left to do is the difference to GitLab.
 *
 * Without the history of an issue (at its opening, or where nothing but comments is new) only comments are gone through,
 * from the issue as it stands.
 */
export function catchUp(given: Facts): Commanded {
  const hasHistory = given.labelChanges !== undefined && given.memory.openedAt !== null;
  const steps = [...commentSteps(given), ...(hasHistory ? changeSteps(given) : [])].sort((a, b) => a.at - b.at);
  let state: Commanded = { facts: hasHistory ? asLastSeen(given) : given, actions: [], timeline: [] };
  for (const step of steps) state = takeStep(state, step);
  return hasHistory ? { ...state, facts: asFound(state.facts, given) } : state;
}

function takeStep(state: Commanded, step: Step): Commanded {
  if ("comment" in step) return answerComment(state, step.comment, settle);
  const by = "labels" in step ? step.by : step.assignees.by;
  if (by.id === state.facts.ownUserId) return state;
  if ("labels" in step) return settle(relabelled(state, step, by), by.username);
  const settled = settle({ ...state, facts: reassigned(state.facts, step.assignees, step.standing) }, by.username);
  // Who assigns themselves has taken it on (P-DRI-11).
  const themselves =
    step.assignees.assigned.includes(by.username) &&
    state.facts.memory.dri?.id !== by.id &&
    settled.facts.memory.dri?.id === by.id;
  if (!themselves) return settled;
  const facts = { ...settled.facts, memory: takenOnBy(by.id, settled.facts) };
  return settle({ ...settled, facts, timeline: [...settled.timeline, takenOnEvent(by.username)] }, by.username);
}

/** The facts as the service would have left them: judged, recorded, and with its own edit made. Held ones stay as they are. */
function settle(state: Commanded, who: string): Commanded {
  const { facts } = state;
  if (facts.memory.openedAt === null) return state;
  // Nothing stands on GitLab yet of what was tried: this is how it would be if all went well.
  const open = { ...facts.issue, state: "opened" } as const;
  const ideal: Facts = { ...facts, issue: open, onGitLab: { ...open, labels: [] }, editsMade: [] };
  const found = judge(ideal, peopleOf(ideal));
  const labels = labelsAfter(ideal, found);
  const assignees = found.dri?.dri ? [found.dri.dri] : facts.issue.assignees;
  return {
    ...state,
    timeline: [...state.timeline, ...timelineOf(ideal, found, who)],
    facts: {
      ...facts,
      issue: { ...facts.issue, labels, assignees },
      memory: { ...facts.memory, ...remembered(ideal, found) },
    },
  };
}

function commentSteps(facts: Facts): Step[] {
  const { discussion, memory } = facts;
  return unseen(discussion?.comments ?? [], memory.notes)
    .filter((note) => !isFromABot(note, facts) && isForTheService(note.body))
    .map((comment) => ({ at: comment.createdAt, comment }));
}

/** Labels that GitLab changed together, as one step: a scoped label takes off the other. */
function changeSteps(given: Facts): Step[] {
  const { labelChanges = [], memory } = given;
  const since = memory.seenUpdatedAt;
  const together = Map.groupBy(
    labelChanges.filter(({ at, label }) => at > since && SCOPES.some((scope) => label.startsWith(`${scope}::`))),
    ({ at, by }) => `${at} ${by.id}`,
  );
  let raw: readonly string[] = lastSeen(given).labels;
  const labelSteps = [...together.values()].flatMap((labels): Step[] => {
    const [first] = labels;
    raw = withChanges(raw, labels);
    return first ? [{ at: first.at, labels, by: first.by, severities: severitiesIn(raw) }] : [];
  });
  return [...labelSteps, ...assignmentSteps(given)];
}

/** Whoever people left assigned alone is in the DRI's place, whoever that would have been by then. */
function assignmentSteps(given: Facts): Step[] {
  const steps: Step[] = [];
  let issue = lastSeen(given);
  for (const change of assignmentsSince(given)) {
    issue = reassigned({ ...given, issue }, change, undefined).issue;
    const standing = issue.assignees.length === 1 ? issue.assignees[0] : undefined;
    steps.push({ at: change.at, assignees: change, standing });
  }
  return steps;
}

function assignmentsSince({ discussion, memory }: Facts): AssigneeChange[] {
  return (discussion?.assignments ?? []).filter(({ at }) => at > memory.seenUpdatedAt);
}

/** The issue as the service left it when it last looked, as far as order decides. */
function asLastSeen(given: Facts): Facts {
  return { ...given, issue: lastSeen(given), labelChanges: [] };
}

function lastSeen({ issue, memory }: Facts): Issue {
  const { severity, origin, status, dri } = memory;
  const labels = [
    ...issue.labels.filter((label) => !SCOPES.some((scope) => label.startsWith(`${scope}::`))),
    ...(severity ? [severityLabel(severity)] : []),
    ...(origin ? [originLabel(origin)] : []),
    ...(status ? [statusLabel(status)] : []),
  ];
  return { ...issue, labels, assignees: dri ? [dri] : [] };
}

function relabelled(
  state: Commanded,
  { labels: changes, severities }: { labels: readonly LabelChange[]; severities: readonly Severity[] },
  by: Person,
): Commanded {
  const { facts } = state;
  const isAboutSeverity = changes.some(({ label }) => label.startsWith("severity::"));
  const [standing, ...others] = severities;
  const changedLabels = withChanges(facts.issue.labels, changes);
  // The one a person left standing alone is the one they mean, also where it stood there before.
  const labels =
    isAboutSeverity && standing && others.length === 0
      ? [...changedLabels.filter((label) => !label.startsWith("severity::")), severityLabel(standing)]
      : changedLabels;
  const added = changes.filter((change) => change.added).map(({ label }) => label);
  const [severity] = severitiesIn(added);
  const [status] = statusesIn(added);
  const changed: Facts = {
    ...facts,
    issue: { ...facts.issue, labels },
    labelChanges: [...(facts.labelChanges ?? []), ...changes],
    memory: {
      ...facts.memory,
      severityCommand:
        severity && severity !== facts.memory.severity
          ? { severity, by: by.username, reason: "" }
          : facts.memory.severityCommand,
    },
  };
  const moved = status ? moveByHand(changed, by, status) : { facts: changed, timeline: [] };
  return { ...state, facts: moved.facts, timeline: [...state.timeline, ...moved.timeline] };
}

function withChanges(labels: readonly string[], changes: readonly LabelChange[]): string[] {
  const removed = changes.filter(({ added }) => !added).map(({ label }) => label);
  const added = changes.filter((change) => change.added).map(({ label }) => label);
  return [...new Set([...labels.filter((label) => !removed.includes(label)), ...added])];
}

function reassigned(facts: Facts, { by, assigned, unassigned }: AssigneeChange, standing: Person | undefined): Facts {
  const { issue, onGitLab, member } = facts;
  const known = (username: string) =>
    member(username) ?? onGitLab.assignees.find((assignee) => assignee.username === username);
  const newcomers = assigned
    .map(known)
    .filter((person) => person !== undefined)
    .map(({ id, username, name }) => ({ id, username, name }));
  const stayed = issue.assignees.filter(
    ({ id, username }) => !unassigned.includes(username) && !newcomers.some((newcomer) => newcomer.id === id),
  );
  const assignees = standing ? [standing] : [...stayed, ...newcomers];
  const chosen = standing ?? newcomers[0];
  return {
    ...facts,
    issue: { ...issue, assignees },
    memory: chosen ? { ...facts.memory, chosen: { id: chosen.id, by: by.username, reason: "" } } : facts.memory,
  };
}

/**
 * The history says where things should have ended; where it does not lead to what GitLab shows (somebody's change left no
 * trace), what GitLab shows is the truth.
 */
function asFound(facts: Facts, given: Facts): Facts {
  const { labelChanges = [], memory, onGitLab } = given;
  const raw = {
    labels: withEach(
      lastSeen(given).labels,
      labelChanges.filter(({ at }) => at > memory.seenUpdatedAt),
    ),
    assignees: assignmentsSince(given).reduce(
      (before, change) => reassigned({ ...given, issue: before }, change, undefined).issue,
      lastSeen(given),
    ).assignees,
  };
  const inScope = (labels: readonly string[], scope: string) =>
    labels.filter((label) => label.startsWith(`${scope}::`)).sort();
  const strange = SCOPES.filter(
    (scope) => inScope(raw.labels, scope).join() !== inScope(onGitLab.labels, scope).join(),
  );
  const labels = [
    ...facts.issue.labels.filter((label) => !strange.some((scope) => label.startsWith(`${scope}::`))),
    ...strange.flatMap((scope) => inScope(onGitLab.labels, scope)),
  ];
  const ids = (people: readonly Person[]) =>
    people
      .map(({ id }) => id)
      .filter((id) => id !== given.ownUserId)
      .sort()
      .join();
  const assignees = ids(raw.assignees) === ids(onGitLab.assignees) ? facts.issue.assignees : onGitLab.assignees;
  return { ...facts, issue: { ...facts.issue, labels, assignees }, labelChanges: given.labelChanges };
}

function withEach(labels: readonly string[], changes: readonly LabelChange[]): readonly string[] {
  return changes.reduce<readonly string[]>((before, change) => withChanges(before, [change]), labels);
}
