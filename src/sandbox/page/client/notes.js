// @ts-check
import { at, avatar, el, reactions, show, time } from "./dom.js";
import { rich } from "./rich.js";

/** @typedef {import("../gitlab-view.ts").IssuePage} IssuePage */
/** @typedef {import("../gitlab-view.ts").NotePage} NotePage */

/**
 * Comments and system notes; each is built anew only when it changed.
 * @param {IssuePage} issue
 */
export function showNotes({ iid, notes }) {
  const list = at("notes");
  if (list.dataset["iid"] !== String(iid)) list.replaceChildren();
  list.dataset["iid"] = String(iid);
  for (const gone of [...list.children]) if (!notes.some(({ id }) => gone.id === `note-${id}`)) gone.remove();
  for (const note of notes) {
    const id = `note-${note.id}`;
    let item = document.getElementById(id);
    if (!item) {
      item = el("li", { id, class: note.system ? "system" : note.isService ? "note service" : "note" });
      list.append(item);
    }
    show(item, note, () => noteParts(note));
  }
}

/** @param {NotePage} note */
function noteParts(note) {
  if (note.system)
    return [
      el(
        "p",
        {},
        el("strong", {}, `@${note.author}`),
        " ",
        ...rich(note.body.flatMap((piece) => (typeof piece === "string" ? [piece] : piece.children))),
        " ",
        time(note.createdAt),
      ),
    ];
  return [
    el(
      "header",
      {},
      avatar(note.author),
      el("strong", {}, `@${note.author}`),
      note.isService && el("span", { class: "badge bot" }, "service"),
      note.internal && el("span", { class: "badge confidential" }, "internal"),
      el("span", { class: "quiet" }, time(note.createdAt), note.edited && " · edited"),
    ),
    el("div", { class: "text" }, ...rich(note.body)),
    reactions(note.reactions),
  ];
}
