// @ts-check
import { el } from "./dom.js";

/** @typedef {import("../rich/rich.ts").Rich} Rich */
/** @typedef {import("../rich/rich.ts").RichElement} RichElement */
/** @typedef {import("../rich/rich.ts").Task} Task */

/** Elements that are made as they are called; whatever else comes is a span or nothing but its text. */
const PLAIN = new Set([
  ...["p", "li", "blockquote", "pre", "hr", "tr", "th", "td"],
  ...["details", "summary", "br", "code", "em", "strong", "del", "sub", "sup"],
]);

/** A field with more characters gets a line of its own. */
const WIDE = 70;

/**
 * Formatted text as elements. Headings go down, so that they stand below the page's own.
 * @param {readonly Rich[]} pieces
 * @param {(task: Task, checked: boolean) => void} [onTick] left out: boxes cannot be ticked
 * @returns {(Node | string)[]}
 */
export function rich(pieces, onTick) {
  return pieces.map((piece) => (typeof piece === "string" ? piece : made(piece, onTick)));
}

/**
 * @param {RichElement} piece
 * @param {((task: Task, checked: boolean) => void) | undefined} onTick
 */
function made(piece, onTick) {
  const { tag, href, task, title } = piece;
  const inside = () => rich(piece.children, onTick);
  if (tag === "a" && href !== undefined && /^(?:https?:\/\/|mailto:)/i.test(href)) {
    return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...inside());
  }
  if (tag === "task" && task) return box(task, onTick);
  if (tag === "ul" || tag === "ol") return el(tag, { class: hasTasks(piece) ? "tasks" : undefined }, ...inside());
  if (tag === "details") return el(tag, { "data-key": `details ${textOf(piece).slice(0, 60)}` }, ...inside());
  if (tag === "table") return el("div", { class: "scroll" }, el("table", {}, el("tbody", {}, ...inside())));
  if (tag === "field") return el("div", { class: textOf(piece).length > WIDE ? "wide" : undefined }, ...inside());
  if (tag === "fields" || tag === "context") return el("div", { class: tag }, ...inside());
  const [, rank] = /^h(\d)$/.exec(tag) ?? [];
  if (rank !== undefined) return el(Number(rank) <= 3 ? "h5" : "h6", {}, ...inside());
  if (PLAIN.has(tag)) return el(tag, {}, ...inside());
  return el("span", { class: tag === "mention" || tag === "ping" ? tag : undefined, title }, ...inside());
}

/**
 * @param {Task} task
 * @param {((task: Task, checked: boolean) => void) | undefined} onTick
 */
function box(task, onTick) {
  const name = task.source.replace(/^\s*[-*+]\s*\[[ xX]\]\s*/, "") || "empty";
  const input = el("input", {
    type: "checkbox",
    "data-key": `line ${task.line}`,
    "aria-label": name,
    checked: task.checked,
    disabled: !onTick,
  });
  input.addEventListener("change", () => {
    if (input instanceof HTMLInputElement) onTick?.(task, input.checked);
  });
  return input;
}

/** @param {RichElement} list */
function hasTasks(list) {
  return list.children.some(
    (item) =>
      typeof item !== "string" && item.children.some((piece) => typeof piece !== "string" && piece.tag === "task"),
  );
}

/** @param {Rich} piece @returns {string} */
function textOf(piece) {
  return typeof piece === "string" ? piece : piece.children.map(textOf).join("");
}
