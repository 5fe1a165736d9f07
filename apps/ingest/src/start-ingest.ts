import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Config } from "@plimsoll/core";
import { MetricBatch, MetricMemory, type PointReference, SpanBatch, type SpanReference } from "@plimsoll/otlp";
import { Admission } from "./admission.ts";
import { createAuthenticator, type KeyVerifier } from "./authenticate.ts";
import type { Committers } from "./export-request.ts";
import { createGrpcServer, type ListeningGrpc, listenGrpc } from "./grpc/grpc-server.ts";
import { GroupCommitter, type SignalStore } from "./group-committer.ts";
import { createHttpServer } from "./http/http-server.ts";
import { type IngestObserver, silentObserver } from "./observer.ts";

export interface IngestDependencies {
  traces: SignalStore<SpanReference>;
  metrics: SignalStore<PointReference>;
  verifyKey: KeyVerifier;
  /** Rejects when the store does not answer. */
  checkStore: () => Promise<void>;
  /** Project of senders on this machine that need no key. */
  defaultProjectId: string;
  observer?: IngestObserver;
}
export interface Ingest {
  httpPort: number;
  grpcPort: number;
  /** Refuses new requests, commits and answers those that wait, closes both ports. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 6_000;
const CLOSE_IDLE_EVERY_MS = 50;

/** Opens both OTLP ports. Throws an error that names the variable of a port that is taken. */
export async function startIngest(config: Config, dependencies: IngestDependencies): Promise<Ingest> {
  const observer = dependencies.observer ?? silentObserver;
  const committers = createCommitters(config, dependencies, observer);
  const authenticate = createAuthenticator({
    mode: config.PLIMSOLL_INGEST_AUTH,
    defaultProjectId: dependencies.defaultProjectId,
    verifyKey: dependencies.verifyKey,
  });
  const shared = {
    authenticate,
    committers,
    observer,
    admission: new Admission(config.PLIMSOLL_INGEST_BUFFER_BYTES),
    maxBodyBytes: config.PLIMSOLL_INGEST_MAX_BODY_BYTES,
    requestTimeoutMs: config.PLIMSOLL_INGEST_REQUEST_TIMEOUT_MS,
  };
  const http = createHttpServer({
    ...shared,
    corsOrigins: config.PLIMSOLL_INGEST_CORS_ORIGINS,
    checkStore: dependencies.checkStore,
  });
  const grpc = createGrpcServer(shared);
  const httpPort = await listenHttp(http, config);
  try {
    const grpcListening = await listenGrpc(grpc, config.PLIMSOLL_HOST, config.PLIMSOLL_OTLP_GRPC_PORT);
    return { httpPort, grpcPort: grpcListening.port, close: () => closeAll(http, grpcListening, committers) };
  } catch (error) {
    http.close();
    throw portError("PLIMSOLL_OTLP_GRPC_PORT", config.PLIMSOLL_OTLP_GRPC_PORT, error);
  }
}

function createCommitters(config: Config, dependencies: IngestDependencies, observer: IngestObserver): Committers {
  const shared = {
    flushMs: config.PLIMSOLL_INGEST_FLUSH_MS,
    retryWindowMs: config.PLIMSOLL_RETRY_WINDOW_MS,
    observer,
  };
  const memory = new MetricMemory();
  return {
    traces: new GroupCommitter({
      ...dependencies.traces,
      ...shared,
      newBatch: () => new SpanBatch(),
      noun: "spans",
    }),
    metrics: new GroupCommitter({
      ...dependencies.metrics,
      ...shared,
      newBatch: () => new MetricBatch(memory),
      noun: "metrics",
    }),
  };
}

function listenHttp(server: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    const port = config.PLIMSOLL_OTLP_HTTP_PORT;
    server.once("error", (error) => reject(portError("PLIMSOLL_OTLP_HTTP_PORT", port, error)));
    server.listen(port, config.PLIMSOLL_HOST, 1024, () => resolve((server.address() as AddressInfo).port));
  });
}

async function closeAll(http: Server, grpc: ListeningGrpc, committers: Committers): Promise<void> {
  const httpClosed = new Promise((resolve) => http.close(resolve));
  // A kept-alive connection is idle only once its last answer has left: look again until all are closed.
  const closeIdle = setInterval(() => http.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  const grpcClosed = grpc.close(CLOSE_GRACE_MS);
  const cut = setTimeout(() => http.closeAllConnections(), CLOSE_GRACE_MS);
  await Promise.all([committers.traces.close(), committers.metrics.close()]);
  await Promise.all([httpClosed, grpcClosed]);
  clearInterval(closeIdle);
  clearTimeout(cut);
}

function portError(variable: string, port: number, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const isTaken = /EADDRINUSE/.test(reason);
  const message = isTaken
    ? `Port ${port} is in use; set ${variable} to another one.`
    : `Port ${port} (${variable}) cannot be opened: ${reason}`;
  return new Error(message, { cause });
}
