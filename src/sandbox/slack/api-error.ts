/** A refusal as Slack puts it: HTTP 200 with `{"ok":false,"error":code}` and whatever else belongs to that error. */
export class ApiError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(`Slack refuses: ${code}`);
    this.name = "ApiError";
    this.code = code;
    this.details = details;
  }
}

/** Slack's answer to a missing or unusable argument, naming it. */
export function invalidArguments(...messages: string[]): ApiError {
  return new ApiError("invalid_arguments", {
    response_metadata: { messages: messages.map((text) => `[ERROR] ${text}`) },
  });
}
