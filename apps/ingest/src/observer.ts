/** One group commit. */
interface FlushInfo {
  rows: number;
  bytes: number;
  requests: number;
  /** True when every request in it is Plimsoll's own telemetry: it must then not make new spans. */
  isSelf: boolean;
}
interface RequestInfo {
  signal: string;
  transport: "http" | "grpc";
  /** True for Plimsoll's own telemetry. */
  isSelf: boolean;
}

/** What ingest tells about itself; the process decides what becomes a span or a line of the log. */
export interface IngestObserver {
  /** Runs around the handling of one request. */
  aroundRequest<T>(info: RequestInfo, work: () => Promise<T>): Promise<T>;
  /** Runs around one insert, retries included. */
  aroundFlush<T>(info: FlushInfo, work: () => Promise<T>): Promise<T>;
  /** An insert failed and is tried again, or its requests were answered with "try again". */
  onInsertFailed(error: Error, details: { attempt: number; willRetry: boolean; rows: number }): void;
  /** Something that should not happen; the request was answered as internal error. */
  onUnexpected(error: Error): void;
}

/** Says nothing. */
export const silentObserver: IngestObserver = {
  aroundRequest: (_info, work) => work(),
  aroundFlush: (_info, work) => work(),
  onInsertFailed: () => undefined,
  onUnexpected: () => undefined,
};
