import type { Trigger } from "../model.ts";

/** One body on its way to one hook. A redelivery adds an attempt with the same body and the same `Idempotency-Key`. */
export interface Delivery {
  id: number;
  hookId: number;
  projectId: number;
  url: string;
  trigger: Trigger;
  /** `X-Gitlab-Event`, for example `Confidential Note Hook`. */
  event: string;
  /** iid of the issue that it tells of, for the page and for tests. */
  issueIid: number;
  idempotencyKey: string;
  eventUuid: string;
  body: string;
  createdAt: number;
  state: DeliveryState;
  attempts: Attempt[];
}

/** `held` waits for a test to release it; `dropped` met a hook that GitLab has disabled, and is lost. */
export type DeliveryState = "held" | "sending" | "delivered" | "failed" | "dropped";

export interface Attempt {
  at: number;
  requestHeaders: Record<string, string>;
  /** HTTP status; null when no answer came. */
  status: number | null;
  error: string | null;
  responseBody: string;
  durationMs: number;
}

export const eventNames: Record<Trigger, string> = {
  issues_events: "Issue Hook",
  confidential_issues_events: "Confidential Issue Hook",
  note_events: "Note Hook",
  confidential_note_events: "Confidential Note Hook",
};
