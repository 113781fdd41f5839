import { GitLabError } from "./gitlab-error.ts";
import type { Hook, Project, Trigger } from "./model.ts";
import type { World } from "./world.ts";

/** A hook as the API takes it. */
export interface HookInput extends Partial<Record<Trigger, boolean | undefined>> {
  url: string;
  name?: string | undefined;
  /** Sent along as `X-Gitlab-Token`. */
  token?: string | null | undefined;
  /** `whsec_` and 32 bytes in base64; each delivery is then signed. */
  signing_token?: string | null | undefined;
  push_events?: boolean | undefined;
  enable_ssl_verification?: boolean | undefined;
}

/** Makes a hook as the API does: an event that is not asked for is off, so a caller names all four flags. */
export function createHook(world: World, project: Project, input: HookInput): Hook {
  const hook: Hook = {
    id: world.nextId("hook"),
    projectId: project.id,
    url: checkedUrl(input.url),
    name: input.name ?? "",
    token: input.token || null,
    signingToken: input.signing_token || null,
    triggers: {
      issues_events: input.issues_events ?? false,
      confidential_issues_events: input.confidential_issues_events ?? false,
      note_events: input.note_events ?? false,
      confidential_note_events: input.confidential_note_events ?? false,
    },
    pushEvents: input.push_events ?? false,
    enableSslVerification: input.enable_ssl_verification ?? true,
    createdAt: world.clock(),
    recentFailures: 0,
    disabledUntil: null,
  };
  project.hooks.push(hook);
  return hook;
}

/** Throws a 422 on what is no web address. */
export function checkedUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new GitLabError(422, { error: "Invalid url given" });
  return url;
}
