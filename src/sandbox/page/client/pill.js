// @ts-check
import { el } from "./dom.js";

/** @typedef {import("../labels.ts").LabelView} LabelView */

/**
 * @param {LabelView} label
 * @param {() => void} [onRemove]
 */
export function pill({ name, scope, value, color, ink, description }, onRemove) {
  const shown = el(
    "span",
    { class: scope === undefined ? "pill" : "pill scoped", title: description },
    el("span", { class: "scope" }, scope ?? value),
    scope !== undefined && el("span", { class: "value" }, value),
  );
  shown.style.setProperty("--color", color);
  shown.style.setProperty("--on-color", ink);
  if (onRemove) shown.append(remover(`Remove label ${name}`, onRemove));
  return shown;
}

/** @param {string} label @param {() => void} onRemove */
export function remover(label, onRemove) {
  return el(
    "button",
    { type: "button", class: "remove", "aria-label": label, "data-key": label, onclick: onRemove },
    "×",
  );
}
