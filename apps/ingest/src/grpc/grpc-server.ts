import {
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type StatusObject,
} from "@grpc/grpc-js";
import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { toError } from "@plimsoll/core";
import { encodeStatus, type Signal } from "@plimsoll/otlp";
import type { Admission } from "../admission.ts";
import type { Authenticator } from "../authenticate.ts";
import { type Committers, handleExport } from "../export-request.ts";
import { toFailure } from "../failure.ts";
import { SELF_HEADER } from "../http/http-server.ts";
import type { IngestObserver } from "../observer.ts";
import { receiveDeadline } from "./receive-deadline.ts";

export interface GrpcOptions {
  authenticate: Authenticator;
  committers: Committers;
  admission: Admission;
  observer: IngestObserver;
  maxBodyBytes: number;
  /** Longest that a message may take to come in. */
  requestTimeoutMs: number;
}

type Call = ServerUnaryCall<Buffer, Buffer>;
type Callback = sendUnaryData<Buffer>;

const SERVICES: Record<Signal, string> = {
  traces: "opentelemetry.proto.collector.trace.v1.TraceService",
  metrics: "opentelemetry.proto.collector.metrics.v1.MetricsService",
  logs: "opentelemetry.proto.collector.logs.v1.LogsService",
};
const MAX_CONNECTIONS = 1024;
const IDLE_MS = 300_000;
const PING_EVERY_MS = 60_000;
const PING_TIMEOUT_MS = 20_000;

/** OTLP over gRPC: messages stay bytes, the walker reads them. Not listening yet. */
export function createGrpcServer(options: GrpcOptions): Server {
  const server = new Server({
    "grpc.max_receive_message_length": options.maxBodyBytes,
    "grpc.max_connection_idle_ms": IDLE_MS,
    "grpc.keepalive_time_ms": PING_EVERY_MS,
    "grpc.keepalive_timeout_ms": PING_TIMEOUT_MS,
    "grpc.max_concurrent_streams": 256,
    interceptors: [receiveDeadline(options.requestTimeoutMs)],
  });
  for (const [signal, service] of Object.entries(SERVICES) as [Signal, string][]) {
    server.addService(exportService(service), {
      Export: (call: Call, callback: Callback) => {
        answer(call, signal, options).then(
          (body) => callback(null, Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
          (error: unknown) => callback(toStatusObject(error, options.observer)),
        );
      },
    });
  }
  return server;
}

/** A gRPC server behind a listener of its own, which bounds how many connections there are. */
export interface ListeningGrpc {
  port: number;
  /** Ends open calls; what does not end within `graceMs` is cut off. */
  close(graceMs: number): Promise<void>;
}

/** Listens on `host`; rejects when the port is taken. */
export async function listenGrpc(server: Server, host: string, port: number): Promise<ListeningGrpc> {
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = createTcpServer({ noDelay: true, highWaterMark: 256 * 1024 }, (socket) => {
    // A connection that breaks ends its calls; there is nobody left to tell.
    socket.on("error", () => socket.destroy());
    injector.injectConnection(socket);
  });
  listener.maxConnections = MAX_CONNECTIONS;
  listener.listen(port, host, 1024);
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    async close(graceMs) {
      listener.close();
      const cut = setTimeout(() => server.forceShutdown(), graceMs);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(cut);
    },
  };
}

async function answer(call: Call, signal: Signal, options: GrpcOptions): Promise<Uint8Array> {
  const isSelf = text(call.metadata, SELF_HEADER) !== undefined;
  const reservation = options.admission.open();
  try {
    reservation.grow(call.request.length);
    return await options.observer.aroundRequest({ signal, transport: "grpc", isSelf }, async () => {
      const projectId = await options.authenticate({
        authorization: text(call.metadata, "authorization"),
        apiKey: text(call.metadata, "x-api-key"),
        peerAddress: peerAddress(call.getPeer()),
        isForwarded: text(call.metadata, "x-forwarded-for") !== undefined,
      });
      return handleExport({ signal, encoding: "protobuf", body: call.request, projectId, isSelf }, options.committers);
    });
  } finally {
    reservation.release();
  }
}

function exportService(name: string): ServiceDefinition {
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    Export: {
      path: `/${name}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

/** A gRPC status; the delay of a retry travels in `grpc-status-details-bin`, as OTLP demands. */
function toStatusObject(error: unknown, observer: IngestObserver): Partial<StatusObject> {
  const { httpStatus, status } = toFailure(error);
  if (httpStatus === 500) observer.onUnexpected(toError(error));
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(encodeStatus(status, "protobuf")));
  return { code: status.code, details: status.message, metadata };
}

function text(metadata: Metadata, key: string): string | undefined {
  const [value] = metadata.get(key);
  return value === undefined ? undefined : String(value);
}

/** `127.0.0.1:5000` and `[::1]:5000` without the port; grpc-js writes IPv6 addresses without brackets too. */
function peerAddress(peer: string): string {
  const end = peer.lastIndexOf(":");
  return (end === -1 ? peer : peer.slice(0, end)).replace(/^\[|\]$/g, "");
}
