import { assertMay, assertReadable, canComment, canEditNote, canReadNote, isMaintainer, isPlanner } from "./access.ts";
import { badParameter, badRequest, forbidden, notFound } from "./gitlab-error.ts";
import { applySideEffects, changeIssue, type IssueChange, mergeCommands } from "./issue-change.ts";
import type { Issue, Note, Project, User } from "./model.ts";
import { extractQuickActions } from "./quick-actions/extract.ts";
import { type Commands, hasEffect, interpretQuickActions, type Scene } from "./quick-actions/interpret.ts";
import { appendNote, touch } from "./system-notes.ts";
import type { World } from "./world.ts";

const longestBody = 1_000_000;

/** What became of a comment. Without `note` it held nothing but quick actions. */
export interface NoteResult {
  note?: Note;
  commands: Commands;
  messages: string[];
}

/** Comments on an issue. Known quick actions are cut out and run after the note is saved; only they: no note, no Note Hook. */
export function createNote(
  world: World,
  project: Project,
  issue: Issue,
  author: User,
  input: { body: string; internal?: boolean | undefined; createdAt?: number | undefined },
): NoteResult {
  assertReadable(project, issue, author);
  assertMay(canComment(project, issue, author));
  if (input.internal === true && !isPlanner(project, author)) throw forbidden();

  const scene: Scene = { world, project, issue, actor: author, place: "comment" };
  const { text, actions } = extractQuickActions(validBody(input.body));
  const { commands, messages } = interpretQuickActions(scene, actions);
  if (text.trim() === "") {
    applyCommands(scene, commands);
    return { commands, messages };
  }

  const createdAt = isMaintainer(project, author) ? (input.createdAt ?? world.clock()) : world.clock();
  const internal = (input.internal ?? false) || (commands.internalNote ?? false);
  const note = appendNote(world, issue, author, { body: text, system: false, internal, createdAt });
  touch(issue, world.clock());
  world.events.note({ issue, note, action: "create" });
  applyCommands(scene, commands);
  return { note, commands, messages };
}

/**
 * Edits a comment: its author may, and Maintainers. Quick actions run again; a comment edited into only quick actions is deleted.
 * The event names the note's author as user; who edited is in `updated_by_id`.
 */
export function editNote(
  world: World,
  project: Project,
  issue: Issue,
  note: Note,
  editor: User,
  body: string,
): NoteResult {
  assertReadable(project, issue, editor);
  assertMay(canEditNote(project, note, editor));

  const scene: Scene = { world, project, issue, actor: editor, place: "edit" };
  const { text, actions } = extractQuickActions(validBody(body));
  const { commands, messages } = interpretQuickActions(scene, actions);
  if (text.trim() === "") {
    issue.notes = issue.notes.filter((other) => other !== note);
    applyCommands(scene, commands);
    return { commands, messages };
  }

  if (text !== note.body) {
    const now = world.clock();
    Object.assign(note, { body: text, updatedAt: now, updatedById: editor.id } satisfies Partial<Note>);
    touch(issue, now);
    world.events.note({ issue, note, action: "update" });
  }
  applyCommands(scene, commands);
  return { note, commands, messages };
}

/** Deletes a comment; no webhook tells of it. */
export function deleteNote(project: Project, issue: Issue, note: Note, actor: User): void {
  assertReadable(project, issue, actor);
  assertMay(canEditNote(project, note, actor));
  issue.notes = issue.notes.filter((other) => other !== note);
}

/** The note with this id if the person may read it. Throws a 404. */
export function noteOf(project: Project, issue: Issue, id: number, reader: User): Note {
  assertReadable(project, issue, reader);
  const note = issue.notes.find((candidate) => candidate.id === id);
  if (!note || !canReadNote(project, note, reader)) throw notFound("Note");
  return note;
}

function applyCommands({ world, project, issue, actor }: Scene, commands: Commands): void {
  if (!hasEffect(commands)) return;
  const change: IssueChange = mergeCommands({}, commands);
  if (Object.keys(change).length > 0) changeIssue(world, project, issue, actor, change);
  applySideEffects(world, issue, actor, commands);
}

function validBody(body: string): string {
  if (body.trim() === "") throw badRequest('400 Bad request - Note {:note=>["can\'t be blank"]}');
  if (body.length > longestBody) throw badParameter(`body is too long (maximum is ${longestBody} characters)`);
  return body;
}
