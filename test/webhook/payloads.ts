/** Payloads in the shapes GitLab sends, cut down to what tells them apart. All people and projects are made up. */

export const project = { id: 7, name: "Escalations", path_with_namespace: "acme/escalations" };
export const otherProject = { id: 8, name: "Website", path_with_namespace: "acme/website" };
export const cathy = { id: 11, name: "Cathy Summers", username: "cathy", email: "[REDACTED]" };

export function label(title: string) {
  return { id: title.length, title, color: "#dc143c", project_id: 7, type: "ProjectLabel", group_id: null };
}

/** An `Issue Hook` of issue 42 in project 7, which is an escalation by its label. */
export function anIssue({ labels = [label("escalation")], attributes = {}, ...rest }: Parts = {}) {
  return {
    object_kind: "issue",
    event_type: "issue",
    user: cathy,
    project,
    object_attributes: {
      id: 301,
      iid: 42,
      project_id: 7,
      author_id: 11,
      title: "Globex cannot log in",
      description: "## Customer\n\nGlobex\n",
      type: "Issue",
      state: "opened",
      action: "update",
      confidential: true,
      created_at: "2026-11-24 11:00:00 UTC",
      updated_at: "2026-11-24T11:59:59.123Z",
      labels,
      ...attributes,
    },
    labels,
    changes: {},
    ...rest,
  };
}

/** A `Note Hook` of a comment by Cathy on that issue. */
export function aNote({ labels = [label("escalation")], attributes = {}, issue = {}, ...rest }: Parts = {}) {
  return {
    object_kind: "note",
    event_type: "note",
    user: cathy,
    project_id: 7,
    project,
    object_attributes: {
      id: 1241,
      note: "/esc update Globex is back",
      noteable_type: "Issue",
      noteable_id: 301,
      author_id: 11,
      project_id: 7,
      system: false,
      action: "create",
      created_at: "2026-11-24 13:00:00 +0100",
      ...attributes,
    },
    issue: {
      id: 301,
      iid: 42,
      project_id: 7,
      title: "Globex cannot log in",
      description: "## Customer\n\nGlobex\n",
      state: "opened",
      confidential: true,
      labels,
      ...issue,
    },
    ...rest,
  };
}

interface Parts {
  labels?: unknown;
  attributes?: object;
  issue?: object;
  [key: string]: unknown;
}
