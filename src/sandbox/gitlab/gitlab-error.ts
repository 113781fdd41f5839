/** An answer that GitLab gives instead of a result: the status and the JSON body as the REST API has them. */
export class GitLabError extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(`GitLab answers ${status}: ${JSON.stringify(body)}`);
    this.name = "GitLabError";
    this.status = status;
    this.body = body;
  }
}

/** 404, also for whatever exists but may not be seen. */
export function notFound(what = "Not found"): GitLabError {
  return new GitLabError(404, { message: what === "Not found" ? "404 Not found" : `404 ${what} Not Found` });
}

export function forbidden(reason?: string): GitLabError {
  return new GitLabError(403, { message: reason === undefined ? "403 Forbidden" : `403 Forbidden - ${reason}` });
}

export function unauthorized(): GitLabError {
  return new GitLabError(401, { message: "401 Unauthorized" });
}

/** A parameter that is missing or malformed: GitLab uses the key `error` for these. */
export function badParameter(error: string): GitLabError {
  return new GitLabError(400, { error });
}

/** A model that does not validate: `{"message": {"title": ["is too long…"]}}`, or a plain sentence. */
export function badRequest(message: string | Record<string, string[]>): GitLabError {
  return new GitLabError(400, { message });
}

export function conflict(message: string): GitLabError {
  return new GitLabError(409, { message });
}
