/** One call of the REST API as it was seen, for counting and for the page. */
export interface ApiRequest {
  method: string;
  /** Behind `/api/v4`, without the query: `/projects/71/issues/1`. */
  path: string;
  query: string;
  /** Username, or undefined without a valid token. */
  user: string | undefined;
  /** Milliseconds since the epoch. */
  at: number;
  /** HTTP status; undefined while under way, and when the connection was cut before an answer. */
  status: number | undefined;
}

/** Remembers the API calls, oldest first. */
export interface RequestLog {
  all(): readonly ApiRequest[];
  /** Those of one method and a matching path. */
  matching(method: string, path: RegExp): readonly ApiRequest[];
  reset(): void;
  add(request: ApiRequest): ApiRequest;
}

/** Keeps the newest ten thousand, so that a sandbox left running does not grow for ever. */
export function createRequestLog(limit = 10_000): RequestLog {
  let requests: ApiRequest[] = [];
  return {
    all: () => requests,
    matching: (method, path) => requests.filter((one) => one.method === method && path.test(one.path)),
    reset() {
      requests = [];
    },
    add(request) {
      requests.push(request);
      if (requests.length > limit) requests = requests.slice(-limit);
      return request;
    },
  };
}
