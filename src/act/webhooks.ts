/** What the service has to hear of; each event goes to exactly one of them (doc/user/project/integrations/webhook_events.md). */
export const WEBHOOK_EVENTS = [
  "issues_events",
  "confidential_issues_events",
  "note_events",
  "confidential_note_events",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** A webhook of a project as GitLab tells of it: of its secrets only whether there are any. */
export interface Webhook {
  id: number;
  url: string;
  events: readonly WebhookEvent[];
  /** Whether it tells of pushes too; undefined where nobody asked. */
  tellsOfPushes?: boolean | undefined;
  /** Whether GitLab checks the certificate of whom it calls. */
  sslVerification: boolean;
  /** Whether deliveries carry a secret token or a signature; undefined where GitLab does not say (before 19.0). */
  isSigned: boolean | undefined;
  /** Each of the two by itself; undefined where GitLab does not say, or has no signing tokens. */
  hasToken?: boolean | undefined;
  hasSigningToken?: boolean | undefined;
  /** Disabled after failures: for a while, or until a test gets through. */
  health: "executable" | "temporarily_disabled" | "disabled";
  /** The body of deliveries is changed by a template. */
  hasTemplate: boolean;
  /** All its settings but the address, as text: equal for two that are set up the same. */
  setUp: string;
}

/** What the service needs of a project's webhooks. Every method throws `OutsideError`. */
export interface Webhooks {
  /** Undefined where the service may not see them: that takes the role Maintainer. */
  list(project: string): Promise<Webhook[] | undefined>;
  /** Makes a webhook with all events of ours (pushes too, where policy and directory stand in a project) and the service's own secrets. */
  create(project: string, url: string): Promise<void>;
  addEvents(project: string, hook: Webhook, events: readonly WebhookEvent[]): Promise<void>;
  /** Gives it the service's own secrets. */
  setSecrets(project: string, hook: Webhook): Promise<void>;
  /** All at once: every event of ours, the service's own secrets, and the check of certificates. */
  complete(project: string, hook: Webhook): Promise<void>;
  /** One that is gone already is fine. */
  remove(project: string, hook: Webhook): Promise<void>;
  /** What the newest delivery was answered with, NaN: nothing; undefined where there was none or GitLab keeps none. */
  lastStatus(project: string, hook: Webhook): Promise<number | undefined>;
  /** Sends one delivery, which brings a disabled one back where it is answered 2xx. Throws where it is not. */
  test(project: string, hook: Webhook): Promise<void>;
}
