import { z } from "zod";
import { canReadNote } from "../access.ts";
import { addAward } from "../awards.ts";
import { badRequest, forbidden, notFound } from "../gitlab-error.ts";
import type { Award, Issue, Note } from "../model.ts";
import { createNote, deleteNote, editNote, type NoteResult } from "../notes.ts";
import type { World } from "../world.ts";
import { awardEntity, noteEntity } from "./entities.ts";
import { locatedIssue, locatedNote } from "./located.ts";
import { paged } from "./page.ts";
import {
  type Call,
  created,
  flag,
  noContent,
  numberInPath,
  ok,
  type Reply,
  type Route,
  readInput,
  time,
} from "./route.ts";

const NoteQuery = z.object({
  sort: z.enum(["asc", "desc"]).default("desc"),
  order_by: z.enum(["created_at", "updated_at"]).default("created_at"),
  activity_filter: z.enum(["all_notes", "only_comments", "only_activity"]).default("all_notes"),
});

const NewNote = z.object({
  body: z.string(),
  internal: flag.optional(),
  confidential: flag.optional(),
  created_at: time.optional(),
});

export function noteRoutes(world: World): Route[] {
  const base = "/projects/:id/issues/:iid/notes";
  return [
    {
      method: "get",
      path: base,
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        const query = readInput(call, NoteQuery);
        const notes = issue.notes.filter(
          (note) => canReadNote(project, note, call.user) && passes(note, query.activity_filter),
        );
        const direction = query.sort === "asc" ? 1 : -1;
        const key = query.order_by === "created_at" ? "createdAt" : "updatedAt";
        notes.sort((a, b) => direction * (a[key] - b[key] || a.id - b.id));
        return paged(call, notes, (note) => noteEntity(world, issue, note));
      },
    },
    {
      method: "post",
      path: base,
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        const { body, internal, confidential, created_at } = readInput(call, NewNote);
        const given = { body, internal: internal ?? confidential, createdAt: created_at };
        return noteReply(world, issue, createNote(world, project, issue, call.user, given), 201);
      },
    },
    {
      method: "get",
      path: `${base}/:note_id`,
      handle(call) {
        const { issue, note } = locatedNote(world, call);
        return ok(noteEntity(world, issue, note));
      },
    },
    {
      method: "put",
      path: `${base}/:note_id`,
      handle(call) {
        const { project, issue, note } = locatedNote(world, call);
        const { body } = readInput(call, z.object({ body: z.string() }));
        return noteReply(world, issue, editNote(world, project, issue, note, call.user, body), 200);
      },
    },
    {
      method: "delete",
      path: `${base}/:note_id`,
      handle(call) {
        const { project, issue, note } = locatedNote(world, call);
        deleteNote(project, issue, note, call.user);
        return noContent;
      },
    },
    ...awardRoutes(world, "/projects/:id/issues/:iid/award_emoji", (call) => {
      const { issue } = locatedIssue(world, call);
      return { awards: issue.awards, id: issue.id, type: "Issue" };
    }),
    ...awardRoutes(world, `${base}/:note_id/award_emoji`, (call) => {
      const { note } = locatedNote(world, call);
      return { awards: note.awards, id: note.id, type: "Note" };
    }),
  ];
}

function passes(note: Note, filter: "all_notes" | "only_comments" | "only_activity"): boolean {
  return filter === "all_notes" || note.system === (filter === "only_activity");
}

/** Nothing but quick actions: 202 without an id, or 400 when not one of them said anything. */
function noteReply(world: World, issue: Issue, result: NoteResult, status: number): Reply {
  const { addLabelIds, removeLabelIds, labelIds, stateEvent, assigneeIds, title, confidential } = result.commands;
  const changes = {
    ...(addLabelIds.length > 0 ? { add_label_ids: addLabelIds } : {}),
    ...(removeLabelIds.length > 0 ? { remove_label_ids: removeLabelIds } : {}),
    ...(labelIds === undefined ? {} : { label_ids: labelIds }),
    ...(stateEvent === undefined ? {} : { state_event: stateEvent }),
    ...(assigneeIds === undefined ? {} : { assignee_ids: assigneeIds }),
    ...(title === undefined ? {} : { title }),
    ...(confidential === undefined ? {} : { confidential }),
  };
  if (result.note) return { status, body: { ...noteEntity(world, issue, result.note), commands_changes: changes } };
  if (result.messages.length === 0) throw badRequest("400 Bad request - Failed to apply commands.");
  return { status: 202, body: { commands_changes: changes, summary: [result.messages.join(" ")] } };
}

interface Awardable {
  awards: Award[];
  id: number;
  type: "Issue" | "Note";
}

function awardRoutes(world: World, base: string, find: (call: Call) => Awardable): Route[] {
  return [
    {
      method: "get",
      path: base,
      handle(call) {
        const target = find(call);
        return paged(call, target.awards, (award) => awardEntity(world, award, target));
      },
    },
    {
      method: "post",
      path: base,
      handle(call) {
        const target = find(call);
        const { name } = readInput(call, z.object({ name: z.string() }));
        return created(awardEntity(world, addAward(world, target.awards, call.user, name), target));
      },
    },
    {
      method: "delete",
      path: `${base}/:award_id`,
      handle(call) {
        const { awards } = find(call);
        const index = awards.findIndex(({ id }) => id === numberInPath(call, "award_id"));
        const award = awards[index];
        if (!award) throw notFound("Award Emoji");
        if (award.userId !== call.user.id) throw forbidden();
        awards.splice(index, 1);
        return noContent;
      },
    },
  ];
}
