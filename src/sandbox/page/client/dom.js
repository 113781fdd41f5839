// @ts-check

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | EventListener | undefined>} Attributes */

/**
 * An element. `on…` are listeners, `true` an empty attribute, `false` and undefined none. Strings become text, never HTML.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/**
 * The element of the page with this id.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 */
export function at(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return /** @type {Kind} */ (found);
}

/** @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/**
 * Shows data in an element, if it is not what is shown there already. Focus and open details, known by `data-key`, stay.
 * @param {Element} host
 * @param {unknown} data
 * @param {() => Child[]} build
 */
export function show(host, data, build) {
  const json = JSON.stringify(data) ?? "";
  if (shown.get(host) === json) return;
  shown.set(host, json);
  const focused = host.contains(document.activeElement) ? keyOf(document.activeElement) : undefined;
  const toggled = new Map(
    [...host.querySelectorAll("details[data-key]")].map((one) => [keyOf(one), one.hasAttribute("open")]),
  );
  host.replaceChildren(...build().filter((child) => child !== null && child !== undefined && child !== false));
  for (const one of host.querySelectorAll("details[data-key]"))
    one.toggleAttribute("open", toggled.get(keyOf(one)) ?? one.hasAttribute("open"));
  if (focused === undefined) return;
  const again = [...host.querySelectorAll("[data-key]")].find((one) => keyOf(one) === focused);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** @param {Element | null} element */
function keyOf(element) {
  return element instanceof HTMLElement ? element.dataset["key"] : undefined;
}

/** @param {string} iso */
export function time(iso) {
  const moment = new Date(iso);
  return el(
    "time",
    { datetime: iso, title: moment.toLocaleString() },
    moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }),
  );
}

/** @param {string} name */
export function avatar(name) {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const initials = name
    .split(/[\s-]+/)
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return el("span", { class: `avatar tone-${sum % 6}`, "aria-hidden": "true" }, initials);
}

/** @param {"lock" | "pin" | "bookmark"} name */
export function icon(name) {
  return el("span", { class: `icon ${name}`, "aria-hidden": "true" });
}

/** @type {Readonly<Record<string, string>>} */
const EMOJI = { white_check_mark: "✅", x: "❌", eyes: "👀", thumbsup: "👍", "+1": "👍", warning: "⚠️" };

/** @param {readonly { name: string, count?: number }[]} reactions */
export function reactions(reactions) {
  if (reactions.length === 0) return null;
  return el(
    "p",
    { class: "reactions" },
    ...reactions.map(({ name, count = 1 }) => el("span", { title: name }, `${EMOJI[name] ?? `:${name}:`} ${count}`)),
  );
}
