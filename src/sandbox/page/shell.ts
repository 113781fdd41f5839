const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#5943b6"/><path d="M8 3l5 9H3z" fill="#fff"/></svg>')}`;

/** In the order in which they build on each other. */
const STYLES = ["base", "frame", "lists", "pills", "issue", "text", "slack", "rest"];

/** The page without what is in it: that comes from `api/view`. Nothing typed by anybody ever stands in here. */
export function shell(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Escalation sandbox</title>
<link rel="icon" href="${ICON}">
${STYLES.map((name) => `<link rel="stylesheet" href="/sandbox/${name}.css">`).join("\n")}
<script type="module" src="/sandbox/page.js"></script>
</head>
<body>
<a class="skip" href="#issue">Skip to the issue</a>
<header class="top">
  <h1>Escalation sandbox</h1>
  <p class="safe" id="connection" role="status">Nothing leaves this machine: GitLab and Slack are embedded, people and customers invented.</p>
  <a id="overview" href="/sandbox/overview">Overview for managers</a>
  <label class="who">You are <select id="who"></select></label>
</header>
<main>
${side("gitlab", "GitLab", ["ok", "slow", "down"], gitlabSide())}
${side("slack", "Slack", ["ok", "slow", "down", "limited"], slackSide())}
</main>
<footer>
  <details id="webhooks">
    <summary><h2>Webhooks</h2> <span id="webhooks-summary"></span></summary>
    <div class="webhooks">
      <p><button type="button" id="redeliver">Redeliver the last webhook 3 times</button> Nothing may change: the service has heard it already.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Webhook deliveries"><table>
        <thead><tr><th>No.</th><th>Event</th><th>Issue</th><th>State</th><th>Answers</th><th>Sent</th></tr></thead>
        <tbody id="deliveries"></tbody>
      </table></div>
    </div>
  </details>
</footer>
${openDialog()}
<div id="toasts" role="status" aria-live="polite"></div>
</body>
</html>
`;
}

const CONDITIONS: Readonly<Record<string, string>> = { ok: "OK", slow: "Slow", down: "Down", limited: "Rate limited" };

function side(id: string, name: string, conditions: readonly string[], content: string): string {
  const radios = conditions.map(
    (value) =>
      `<label class="${value}"><input type="radio" name="${id}-trouble" value="${value}"${value === "ok" ? " checked" : ""}><span>${CONDITIONS[value]}</span></label>`,
  );
  return `<section class="side ${id}" aria-labelledby="${id}-title">
  <header>
    <h2 id="${id}-title">${name}</h2>
    <fieldset class="switch" id="${id}-trouble"><legend>${name}'s API is</legend><b aria-hidden="true">API</b>${radios.join("")}</fieldset>
  </header>
  <div class="split">${content}</div>
</section>`;
}

function gitlabSide(): string {
  return `
    <nav aria-label="Issues">
      <button type="button" class="primary" id="new-issue">New escalation</button>
      <ul id="issues" class="lines"></ul>
    </nav>
    <article id="issue" tabindex="-1" aria-label="Issue">
      <div id="issue-head"></div>
      <div id="issue-body" hidden>
        <div class="facts">
          <h4>Labels</h4>
          <div class="pills"><div id="labels" class="pills"></div>
            <form id="add-label" class="inline"><label class="hidden" for="label">Label to add</label><select id="label"></select><button>Add</button></form></div>
          <h4 id="severity-title">Severity</h4>
          <div id="severities" class="moves" role="group" aria-labelledby="severity-title"></div>
          <h4>Assignee</h4>
          <div class="pills"><div id="assignees" class="pills"></div>
            <form id="assign" class="inline"><label class="hidden" for="assignee">Person to assign</label><select id="assignee"></select><button title="This person and nobody else">Assign</button><button type="button" id="assign-too" title="Beside those who are assigned">Assign too</button></form></div>
        </div>
        <div id="description" class="text description"></div>
        <form id="edit" hidden>
          <label for="source">Description, in Markdown</label>
          <textarea id="source" rows="16" spellcheck="false"></textarea>
          <p class="row"><button class="primary">Save</button><button type="button" id="edit-cancel">Cancel</button></p>
        </form>
        <h4 class="activity">Activity</h4>
        <ol id="notes" class="notes"></ol>
        <form id="comment">
          <label for="body">Comment</label>
          <textarea id="body" rows="3" aria-describedby="comment-hint"></textarea>
          <p class="hint" id="comment-hint">Quick actions run as in GitLab, one per line: <code>/assign @sam</code>, <code>/label ~"severity::low"</code>, <code>/close</code>. Lines with <code>/esc …</code> are for the escalation service; <code>/esc help</code> lists them.</p>
          <p class="row"><button class="primary">Comment</button><button type="button" id="comment-close">Comment and close</button></p>
        </form>
      </div>
    </article>`;
}

function slackSide(): string {
  return `
    <nav aria-label="Channels"><ul id="channels" class="lines"></ul></nav>
    <article id="channel" aria-label="Channel">
      <div id="channel-head"></div>
      <ol id="messages" class="messages" role="log" aria-label="Messages" tabindex="0"></ol>
    </article>`;
}

function openDialog(): string {
  return `<dialog id="open-dialog" aria-labelledby="open-title">
  <form id="open">
    <h2 id="open-title">New escalation</h2>
    <p class="quiet">The issue template as GitLab would offer it. Fill it in yourself, or begin with an example.</p>
    <div id="examples" class="row" role="group" aria-label="Examples"></div>
    <label for="title">Title</label>
    <input id="title" required maxlength="255" autocomplete="off">
    <label for="template">Description, in Markdown</label>
    <textarea id="template" rows="18" spellcheck="false"></textarea>
    <p class="row"><button class="primary">Open issue</button><button type="button" id="open-cancel">Cancel</button></p>
  </form>
</dialog>`;
}
