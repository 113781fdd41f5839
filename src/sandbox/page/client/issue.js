// @ts-check
import { at, avatar, el, icon, reactions, show, time } from "./dom.js";
import { showNotes } from "./notes.js";
import { pill, remover } from "./pill.js";
import { rich } from "./rich.js";

/** @typedef {import("../view.ts").PageView} PageView */
/** @typedef {import("../gitlab-view.ts").IssueLine} IssueLine */
/** @typedef {import("../gitlab-view.ts").IssuePage} IssuePage */
/** @typedef {(name: string, input: object) => void} Act */

/**
 * @param {PageView} view
 * @param {number | undefined} chosen
 * @param {(iid: number) => void} choose
 */
export function showIssues({ gitlab, me }, chosen, choose) {
  show(at("issues"), [gitlab.issues, chosen, me], () => {
    if (gitlab.issues.length === 0) return [el("li", { class: "quiet" }, "No issue that you may see.")];
    return gitlab.issues.map((issue) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            "data-key": issue.iid,
            "aria-current": issue.iid === chosen ? "true" : undefined,
            onclick: () => choose(issue.iid),
          },
          el("strong", {}, issue.title),
          el(
            "span",
            { class: "quiet" },
            `#${issue.iid}${issue.state === "closed" ? " · closed" : ""}${issue.confidential ? " · confidential" : ""}`,
          ),
          el(
            "span",
            { class: "dots" },
            ...issue.labels
              .filter(({ scope }) => scope === "severity" || scope === "status")
              .map((label) => pill(label)),
          ),
        ),
      ),
    );
  });
}

/**
 * The chosen issue.
 * @param {PageView} view
 * @param {number | undefined} chosen
 * @param {Act} act
 */
export function showIssue(view, chosen, act) {
  const { issue } = view.gitlab;
  at("issue-body").hidden = issue === null;
  show(at("issue-head"), [issue && { ...issue, notes: [], description: [] }, chosen, view.me], () =>
    issue ? head(issue, view, act) : nothing(view, chosen),
  );
  if (!issue) return;
  show(at("labels"), issue.labels, () =>
    issue.labels.map((label) => pill(label, () => act("labels", { iid: issue.iid, remove: [label.name] }))),
  );
  show(at("severities"), [issue.labels, view.gitlab.labels], () => severities(issue, view, act));
  show(at("assignees"), [issue.assignees, view.people], () => assignees(issue, view, act));
  options(
    "label",
    "Add a label …",
    view.gitlab.labels
      .filter(({ name }) => !issue.labels.some((one) => one.name === name))
      .map(({ name }) => ({ value: name, text: name })),
  );
  options(
    "assignee",
    "Assign …",
    view.people
      .filter(({ username }) => !issue.assignees.includes(username))
      .map(({ username, name, does }) => ({ value: username, text: `${name} – ${does}` })),
  );
  show(at("description"), [issue.iid, issue.description], () => description(issue, act));
  showNotes(issue);
}

/** @param {PageView} view @param {number | undefined} chosen */
function nothing({ me, gitlab }, chosen) {
  const hidden = chosen !== undefined;
  return [
    el("h3", {}, hidden ? `#${chosen} is not for ${me.name}` : "Open the first escalation"),
    el(
      "p",
      { class: "quiet" },
      hidden
        ? `GitLab answers 404 to @${me.username}: the issue is confidential or does not exist, and the role ${me.role} does not see it.`
        : `Open an issue in ${gitlab.project} from the template, and watch what the service makes of it: labels and a status note here, a channel and a declaration in Slack.`,
    ),
  ];
}

/** @param {IssuePage} issue @param {PageView} view @param {Act} act */
function head(issue, { people }, act) {
  const { iid, state, confidential } = issue;
  const author = people.find(({ username }) => username === issue.author)?.name ?? issue.author;
  const open = state === "opened";
  return [
    el("h3", { id: "issue-title", tabindex: -1 }, issue.title),
    el(
      "p",
      { class: "state" },
      el("span", { class: `badge ${state}` }, open ? "Open" : "Closed"),
      confidential && el("span", { class: "badge confidential" }, icon("lock"), "Confidential"),
      ...issue.went.map((where) => el("span", { class: "badge" }, where)),
      el("span", { class: "quiet" }, `#${iid} opened by ${author} `, time(issue.createdAt)),
    ),
    el(
      "p",
      { class: "row" },
      el(
        "button",
        {
          type: "button",
          "data-key": "state",
          onclick: () => act("state", { iid, state: open ? "closed" : "opened" }),
        },
        open ? "Close issue" : "Reopen issue",
      ),
      open &&
        el(
          "button",
          {
            type: "button",
            "data-key": "merge",
            title: `A merge request that says “Closes #${iid}” is merged into the default branch`,
            onclick: () => act("merge", { iid }),
          },
          "Merge a fix",
        ),
      el(
        "button",
        {
          type: "button",
          "data-key": "confidential",
          onclick: () => act("confidential", { iid, confidential: !confidential }),
        },
        confidential ? "Make public" : "Make confidential",
      ),
      el("button", { type: "button", "data-key": "edit", onclick: () => edit(issue.source) }, "Edit description"),
    ),
    reactions(issue.reactions),
  ];
}

/** @param {string} source */
function edit(source) {
  const field = /** @type {HTMLTextAreaElement} */ (at("source"));
  field.value = source;
  at("edit").hidden = false;
  at("description").hidden = true;
  field.focus();
}

/** @param {IssuePage} issue @param {Act} act */
function description(issue, act) {
  const text = el(
    "div",
    { class: "fold" },
    ...rich(issue.description, (task, checked) =>
      act("tick", { iid: issue.iid, line: task.line, source: task.source, checked }),
    ),
  );
  const button = el(
    "button",
    { type: "button", class: "link", "data-key": "unfold", onclick: () => unfold() },
    "Show the whole description",
  );
  function unfold() {
    text.classList.remove("fold");
    button.remove();
  }
  // Whoever tabs into it sees where they are.
  text.addEventListener("focusin", unfold);
  return issue.description.length > 8 ? [text, button] : [el("div", {}, ...rich(issue.description))];
}

/**
 * The lists of an issue board: moving the issue to another takes the label of its list off and puts the other's on, whether
 * or not the tier knows scoped labels.
 * @param {IssuePage} issue @param {PageView} view @param {Act} act
 */
function severities(issue, { gitlab }, act) {
  const isSeverity = (/** @type {{ scope?: string }} */ { scope }) => scope === "severity";
  const held = issue.labels.filter(isSeverity).map(({ name }) => name);
  return gitlab.labels.filter(isSeverity).map(({ name, value, description }) =>
    el(
      "button",
      {
        type: "button",
        "data-key": name,
        title: description,
        "aria-pressed": String(held.includes(name)),
        onclick: () => act("labels", { iid: issue.iid, add: [name], remove: held.filter((other) => other !== name) }),
      },
      value,
    ),
  );
}

/** @param {IssuePage} issue @param {PageView} view @param {Act} act */
function assignees({ iid, assignees }, { people }, act) {
  if (assignees.length === 0) return [el("span", { class: "quiet" }, "Nobody")];
  return assignees.map((username) => {
    const name = people.find((one) => one.username === username)?.name ?? username;
    const rest = assignees.filter((one) => one !== username);
    return el(
      "span",
      { class: "person" },
      avatar(name),
      name,
      remover(`Take off ${name}`, () => act("assignees", { iid, usernames: rest })),
    );
  });
}

/**
 * @param {string} id
 * @param {string} prompt
 * @param {{ value: string, text: string }[]} choices
 */
function options(id, prompt, choices) {
  show(at(id), choices, () => [
    el("option", { value: "" }, prompt),
    ...choices.map(({ value, text }) => el("option", { value }, text)),
  ]);
}
