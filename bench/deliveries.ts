const BYTES = 10_000;
/** Not the service itself, whose own doings are no news. */
const AUTHOR_ID = 900_011;
const FILLER = "The customer cannot deploy, and nobody knows why yet. ".repeat(400);

export interface DeliveryOf {
  projectId: number;
  iid: number;
  /** Tells the delivery from all others. */
  number: number;
  labels?: readonly { id: number; title: string }[];
}

/** A webhook of about 10 kB as GitLab sends it when somebody edits an issue, no two alike. */
export function aDelivery({ projectId, iid, number, labels = [{ id: 1, title: "escalation" }] }: DeliveryOf): {
  id: string;
  body: string;
} {
  const attributes = {
    ...{
      id: 100 + iid,
      iid,
      project_id: projectId,
      author_id: AUTHOR_ID,
      type: "Issue",
      state: "opened",
      action: "update",
    },
    ...{
      title: "Globex: pipelines stand still",
      created_at: "2026-11-24 11:00:00 UTC",
      updated_at: "2026-11-24T11:59:59.123Z",
    },
  };
  const payload = {
    ...{ object_kind: "issue", event_type: "issue", changes: {} },
    user: { id: AUTHOR_ID, name: "Cathy Summers", username: "cathy" },
    project: { id: projectId, name: "Escalations", path_with_namespace: "customer-success/escalations" },
    labels,
    object_attributes: { ...attributes, labels, description: `${number}\n${FILLER}`.slice(0, BYTES - 1000) },
  };
  return { id: `bench-${process.pid}-${number}`, body: JSON.stringify(payload) };
}

/** The headers of GitLab 18 with a secret token. */
export function headersOf(id: string, secret: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": "GitLab/18.10.0",
    "x-gitlab-event": "Issue Hook",
    "x-gitlab-token": secret,
    "idempotency-key": id,
  };
}
