import type { Request } from "express";

/** What has to be known of an escalation to say who may see it. */
export interface Sighted {
  project_id: number;
  iid: number;
  /** Whose it is concerns few (P-OPEN-7). */
  restricted: boolean;
  /** Usernames, or null. */
  dri: string | null;
  product_dri: string | null;
  manager: string | null;
  /** What is left out here is not known, and counts for the more careful. */
  customer?: string | null;
  region?: string | null;
  /** The issue is confidential on GitLab. */
  confidential?: boolean;
  /** Usernames that may read the issue on GitLab whatever their role: its author and its assignees. */
  readers?: readonly string[];
}

/** Who looks at a page. Whatever lets people in says so with `setViewer`; pages ask `viewerOf` and nothing else. */
export interface Viewer {
  /** On GitLab. Undefined: nobody knows, and there is no "mine". */
  username?: string;
  name?: string;
  /** Whether this escalation may be shown to them at all: not its name, nor that it exists. */
  sees(escalation: Sighted): boolean;
  /** Where a POST signs them out. */
  signOutUrl?: string;
  /** In a sentence, why something may be missing from what they see. */
  remark?: string;
}

const viewers = new WeakMap<Request, Viewer>();

export function setViewer(request: Request, viewer: Viewer): void {
  viewers.set(request, viewer);
}

/** Throws where nothing has let them in: a page without a viewer is a mistake of ours. */
export function viewerOf(request: Request): Viewer {
  const viewer = viewers.get(request);
  if (!viewer) throw new Error(`${request.path} is shown to nobody in particular: what lets people in has not run`);
  return viewer;
}
