// @ts-check
import { act, fetchForms, fetchView } from "./api.js";
import { at, el, show, time } from "./dom.js";
import { showIssue, showIssues } from "./issue.js";
import { showChannel, showChannels } from "./slack.js";

/** @typedef {import("../view.ts").PageView} PageView */

/** Who looks, and at what; also kept in the address. */
const point = readAddress();
/** @type {PageView | undefined} */
let view;
let asked = 0;

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  return {
    as: given.get("as") ?? "cathy",
    issue: given.has("issue") ? Number(given.get("issue")) : undefined,
    channel: given.get("channel") ?? undefined,
  };
}

function writeAddress() {
  const written = new URLSearchParams({ as: point.as });
  if (point.issue !== undefined) written.set("issue", String(point.issue));
  if (point.channel !== undefined) written.set("channel", point.channel);
  history.replaceState(null, "", `#${written}`);
}

async function refresh() {
  asked += 1;
  const mine = asked;
  const came = await fetchView(point);
  // A slower answer to an older question is not shown over a newer one.
  if (mine !== asked) return;
  if (follow(came)) return refresh();
  view = came;
  render(came);
}

/** Goes along to what is new: the newest issue to begin with, and a channel that was just made. Answers whether it went. */
function follow(/** @type {PageView} */ { gitlab, slack }) {
  const before = { ...point };
  const known = view?.slack.channels.map(({ id }) => id);
  const made = known && slack.channels.find(({ id, name }) => name.startsWith("esc_") && !known.includes(id));
  if (made) point.channel = made.id;
  if (view) view.slack.channels = slack.channels;
  point.issue ??= gitlab.issues[0]?.iid;
  point.channel ??= (
    slack.channels.findLast(({ name }) => name.startsWith("esc_")) ??
    slack.channels.find(({ name }) => name === "escalated_customers")
  )?.id;
  return before.issue !== point.issue || before.channel !== point.channel;
}

function render(/** @type {PageView} */ came) {
  writeAddress();
  show(at("who"), came.people, () =>
    came.people.map(({ username, name, does }) => el("option", { value: username }, `${name} – ${does}`)),
  );
  /** @type {HTMLSelectElement} */ (at("who")).value = came.me.username;
  at("overview").setAttribute("href", `/sandbox/overview?as=${came.me.username}`);
  showIssues(came, point.issue, (issue) => choose({ issue, channel: channelOf(issue) }));
  const asMe = (/** @type {string} */ name, /** @type {object} */ input) =>
    void acted(name, { as: point.as, ...input });
  showIssue(came, point.issue, asMe);
  showChannels(came, point.channel, (channel) => choose({ channel }));
  showChannel(came, asMe);
  showTrouble(came);
  showDeliveries(came);
}

/** The channel that belongs to an issue, if there is one; else the one that is shown. @param {number} iid */
function channelOf(iid) {
  return view?.slack.channels.findLast((channel) => channel.iid === iid)?.id ?? point.channel;
}

/** @param {Partial<typeof point>} change */
function choose(change) {
  if (change.issue !== undefined && change.issue !== point.issue) closeEditor();
  Object.assign(point, change);
  void refresh();
}

/** @param {string} name @param {object} input */
async function acted(name, input) {
  const done = await act(name, input);
  await refresh();
  return done;
}

function showTrouble(/** @type {PageView} */ { trouble }) {
  for (const side of /** @type {const} */ (["gitlab", "slack"])) {
    const chosen = at(`${side}-trouble`).querySelector(`input[value="${trouble[side]}"]`);
    if (chosen instanceof HTMLInputElement) chosen.checked = true;
    at(`${side}-trouble`)
      .closest(".side")
      ?.classList.toggle("troubled", trouble[side] !== "ok");
  }
}

function showDeliveries(/** @type {PageView} */ { deliveries }) {
  const [last] = deliveries;
  show(at("webhooks-summary"), last, () => [
    last
      ? `last: ${last.event} of #${last.iid}, ${last.state} (${last.answers.join(", ") || "no answer yet"})`
      : "none sent yet",
  ]);
  show(at("deliveries"), deliveries, () =>
    deliveries.map((one) =>
      el(
        "tr",
        { class: one.state },
        ...[String(one.id), one.event, `#${one.iid}`, one.state, one.answers.join(", ")].map((cell) =>
          el("td", {}, cell),
        ),
        el("td", {}, time(one.at)),
      ),
    ),
  );
}

/** @param {string} id @param {(form: HTMLFormElement) => Promise<unknown>} submit */
function onSubmit(id, submit) {
  at(id).addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(/** @type {HTMLFormElement} */ (event.currentTarget));
  });
}

/** @param {string} id */
function field(id) {
  return /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */ (at(id));
}

function closeEditor() {
  at("edit").hidden = true;
  at("description").hidden = false;
}

function wireIssue() {
  onSubmit("add-label", async () => {
    if (field("label").value !== "")
      await acted("labels", { as: point.as, iid: point.issue, add: [field("label").value] });
  });
  const assign = async (/** @type {readonly string[]} */ others) => {
    const { value } = field("assignee");
    if (value !== "") await acted("assignees", { as: point.as, iid: point.issue, usernames: [...others, value] });
  };
  onSubmit("assign", () => assign([]));
  at("assign-too").addEventListener("click", () => void assign(view?.gitlab.issue?.assignees ?? []));
  onSubmit("edit", async () => {
    if (await acted("describe", { as: point.as, iid: point.issue, description: field("source").value })) closeEditor();
  });
  at("edit-cancel").addEventListener("click", closeEditor);
  const comment = async (/** @type {boolean} */ close) => {
    const body = field("body");
    if (body.value.trim() === "") return body.focus();
    if (await acted("comment", { as: point.as, iid: point.issue, body: body.value, close })) body.value = "";
  };
  onSubmit("comment", () => comment(false));
  at("comment-close").addEventListener("click", () => void comment(true));
}

async function wireOpening() {
  const dialog = /** @type {HTMLDialogElement} */ (at("open-dialog"));
  const { template, examples } = await fetchForms();
  at("examples").append(
    ...examples.map(({ label, title, description }) =>
      el("button", { type: "button", onclick: () => fill(title, description) }, label),
    ),
  );
  const fill = (/** @type {string} */ title, /** @type {string} */ description) => {
    field("title").value = title;
    field("template").value = description;
  };
  fill("", template);
  at("new-issue").addEventListener("click", () => {
    dialog.showModal();
    field("title").focus();
  });
  at("open-cancel").addEventListener("click", () => dialog.close());
  onSubmit("open", async () => {
    const done = await act("open", { as: point.as, title: field("title").value, description: field("template").value });
    if (!done) return;
    dialog.close();
    fill("", template);
    choose({ issue: done.iid });
  });
}

function wireRest() {
  at("who").addEventListener("change", () => choose({ as: field("who").value }));
  for (const side of ["gitlab", "slack"]) {
    at(`${side}-trouble`).addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement) void acted("trouble", { [side]: event.target.value });
    });
  }
  at("redeliver").addEventListener("click", () => void acted("redeliver", { copies: 3 }));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return;
    const [, issue] = /\/-\/issues\/(\d+)$/.exec(link.pathname) ?? [];
    const [, channel] = /^\/slack\/archives\/(\w+)/.exec(link.pathname) ?? [];
    if (issue === undefined && channel === undefined) return;
    event.preventDefault();
    choose({ ...(issue !== undefined && { issue: Number(issue) }), ...(channel !== undefined && { channel }) });
  });
  window.addEventListener("hashchange", () => choose(readAddress()));
}

function listen() {
  const said = at("connection").textContent;
  const changes = new EventSource("/sandbox/api/changes");
  changes.addEventListener("message", () => void refresh());
  changes.addEventListener("open", () => {
    at("connection").classList.remove("lost");
    at("connection").textContent = said;
  });
  changes.addEventListener("error", () => {
    at("connection").classList.add("lost");
    at("connection").textContent = "The sandbox has stopped. Start it again: npm run sandbox";
  });
}

wireIssue();
wireRest();
listen();
await wireOpening();
