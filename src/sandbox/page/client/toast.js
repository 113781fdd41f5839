// @ts-check
import { at, el } from "./dom.js";

const SHOWN_MS = 9000;

/**
 * A sentence that goes away by itself, or by a click.
 * @param {string} text
 * @param {"good" | "bad"} kind
 */
export function toast(text, kind) {
  const shown = el("div", { class: `toast ${kind}`, role: kind === "bad" ? "alert" : undefined }, el("span", {}, text));
  const close = el("button", { type: "button", "aria-label": "Dismiss", onclick: () => shown.remove() }, "×");
  shown.append(close);
  at("toasts").append(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}
