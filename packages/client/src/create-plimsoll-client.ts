import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  type TRPCClientError,
  type TRPCLink,
  retryLink,
} from "@trpc/client";
import type { AppRouter } from "./app-router.ts";
import { FetchEventSource } from "./fetch-event-source.ts";

export interface PlimsollClientOptions {
  /** Address of the console, such as `https://plimsoll.example.com`. */
  url: string;
  /** `plim_…`; enqueueing needs the scope `write`. */
  apiKey: string;
  /** Times that a call is tried again while the server is away or busy; 7 by default, about 25 seconds. */
  retries?: number;
  /** Replaces `fetch`. */
  fetch?: typeof fetch;
}

/** Every procedure of the API: `client.jobs.enqueue.mutate(…)`, `client.traces.search.query(…)`, `….subscribe(…)`. */
export type PlimsollClient = TRPCClient<AppRouter>;

/** Largest number of calls of one tick that share a request. */
const MAX_BATCH = 50;
const LONGEST_PAUSE_MS = 8000;
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * A typed client of a Plimsoll instance. Queries and `jobs.enqueue` are tried again while the server cannot be reached or
 * answers 429, 502, 503 or 504. A job gets its id here when it has none, so that trying again never makes a second job.
 * Failed calls throw TRPCClientError, with `data.code` and `data.httpStatus` of the server's answer.
 */
export function createPlimsollClient(options: PlimsollClientOptions): PlimsollClient {
  const base = new URL(options.url);
  const url = `${base.origin}${base.pathname.replace(/\/$/, "")}/api/trpc`;
  const headers = { authorization: `Bearer ${options.apiKey}` };
  const fetcher = options.fetch ?? globalThis.fetch;
  return createTRPCClient<AppRouter>({
    links: [
      nameJobs,
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({
          url,
          EventSource: FetchEventSource,
          eventSourceOptions: { fetch: fetcher, headers },
        }),
        false: [
          retryBusy(options.retries ?? 7),
          httpBatchLink({
            url,
            headers,
            maxItems: MAX_BATCH,
            maxURLLength: 8000,
            fetch: (input, init) => fetcher(input, init as RequestInit),
          }),
        ],
      }),
    ],
  });
}

/** Gives each new job an id before the first try. */
const nameJobs: TRPCLink<AppRouter> = () => (call) => {
  const { op, next } = call;
  if (op.path !== "jobs.enqueue" || typeof op.input !== "object" || op.input === null) return next(op);
  const id = `job_${globalThis.crypto.randomUUID()}`;
  return next({ ...op, input: { id, ...dropUndefined(op.input) } });
};

function dropUndefined(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

function retryBusy(retries: number): TRPCLink<AppRouter> {
  return retryLink({
    retry: ({ op, error, attempts }) =>
      attempts <= retries &&
      !op.signal?.aborted &&
      (op.type === "query" || op.path === "jobs.enqueue") &&
      isPassing(error),
    retryDelayMs: (attempt) => Math.min(250 * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2),
  });
}

/** True when the server was not reached, or said that it is busy or away. */
function isPassing(error: TRPCClientError<AppRouter>): boolean {
  if (error.data) return BUSY.has(error.data.httpStatus);
  const response = error.meta?.["response"];
  return response instanceof Response ? BUSY.has(response.status) : true;
}
