import { type Config, loadConfig } from "@plimsoll/core";
import type { KeyVerifier } from "../src/authenticate.ts";
import { type Ingest, startIngest } from "../src/start-ingest.ts";
import { FakeStore } from "./fake-store.ts";

/** Keys that tests use: what they are called says what they may do. */
export const KEYS = {
  ingest: "plim_may-ingest",
  read: "plim_may-read",
} as const;

export const verifyTestKey: KeyVerifier = async (token) => {
  if (token === KEYS.ingest) return { projectId: "of-the-key", scopes: ["ingest"] };
  if (token === KEYS.read) return { projectId: "of-the-key", scopes: ["read"] };
  return null;
};

export interface TestIngest extends Ingest {
  store: FakeStore;
  url: string;
  grpcAddress: string;
}

/** Ingest on free ports before a fake store. */
export async function startTestIngest(
  env: Record<string, string> = {},
  verifyKey: KeyVerifier = verifyTestKey,
): Promise<TestIngest> {
  const store = new FakeStore();
  const config: Config = loadConfig({
    PLIMSOLL_OTLP_HTTP_PORT: "0",
    PLIMSOLL_OTLP_GRPC_PORT: "0",
    PLIMSOLL_INGEST_FLUSH_MS: "5",
    PLIMSOLL_RETRY_WINDOW_MS: "0",
    ...env,
  });
  const ingest = await startIngest(config, {
    traces: store,
    metrics: { writer: store.writer, findStored: () => Promise.resolve(new Set()) },
    checkStore: store.check,
    verifyKey,
    defaultProjectId: "default",
  });
  return {
    ...ingest,
    store,
    url: `http://127.0.0.1:${ingest.httpPort}`,
    grpcAddress: `127.0.0.1:${ingest.grpcPort}`,
  };
}
