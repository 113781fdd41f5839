// @ts-check
/**
 * Keeps a page up to date: hears that something changed, fetches the page again and puts its live parts in the place of
 * the old ones, leaving focus, place and opened details as they are. Without it the page is the same, and stands still.
 */

const EVERY_MS = 60_000;
/** Changes seldom come alone. */
const REST_MS = 2_500;
const LATER_MS = 1_000;
/** Without the credentials that an address may hold: `fetch` refuses those. */
const address = new URL(location.pathname + location.search, location.origin);
const status = document.getElementById("live");
const main = document.getElementById("main");

let version = main?.dataset["version"] ?? "";
let isDue = false;
let isFetching = false;
let restsUntil = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @type {EventSource | undefined} */
let changes;

listen();
// What is said of time grows old though nothing happens.
setInterval(refreshSoon, EVERY_MS);
// Browsers keep few connections to one place: pages that nobody looks at shall not use them up.
document.addEventListener("visibilitychange", listen);

function listen() {
  if (document.hidden) {
    changes?.close();
    changes = undefined;
    return;
  }
  if (isDue) refreshSoon();
  if (changes) return;
  changes = new EventSource("/changes");
  changes.addEventListener("open", () => say(""));
  changes.addEventListener("error", () => say("Not live just now."));
  changes.addEventListener("message", ({ data }) => {
    if (data === version) return;
    version = data;
    refreshSoon();
  });
}

/** At once where nothing came lately; nothing is taken from under somebody who marks text. */
function refreshSoon() {
  isDue = true;
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), Math.max(isMarking() ? LATER_MS : 0, restsUntil - performance.now()));
}

async function refresh() {
  // Whoever looks again, or the end of what is on its way, asks once more.
  if (document.hidden || isFetching) return;
  if (isMarking()) return refreshSoon();
  isFetching = true;
  isDue = false;
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    if (response.ok && !response.redirected) show(await response.text());
    else say(response.status === 404 ? "This is not there any more." : "Load the page again to go on.");
  } catch {
    say("Not live just now.");
  } finally {
    isFetching = false;
    restsUntil = performance.now() + REST_MS;
    if (isDue) refreshSoon();
  }
}

/** @param {string} text */
function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement?.id;
  const scrolled = [...document.querySelectorAll("[data-live] .scroll")].map(({ id, scrollLeft }) => ({
    id,
    scrollLeft,
  }));
  const opened = [...document.querySelectorAll("[data-live] details[open]")].map(({ id }) => id);
  for (const old of document.querySelectorAll("[data-live]")) {
    const part = fresh.getElementById(old.id);
    if (part && part.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(part));
  }
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  for (const { id, scrollLeft } of scrolled) document.getElementById(id)?.scrollTo({ left: scrollLeft });
  if (focused && document.activeElement?.id !== focused)
    document.getElementById(focused)?.focus({ preventScroll: true });

  const summary = fresh.getElementById("main")?.dataset["summary"];
  if (main && summary !== undefined && summary !== main.dataset["summary"]) {
    main.dataset["summary"] = summary;
    say(`Now ${summary}.`);
  }
}

function isMarking() {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed;
}

/** @param {string} text */
function say(text) {
  if (status && status.textContent !== text) status.textContent = text;
}
