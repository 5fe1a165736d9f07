import { yieldMergesOnceTheyExist } from "./background-priority.ts";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { totalmem } from "node:os";
import { resolve } from "node:path";
import { AppError } from "@plimsoll/core";
import { type Engine, openEngine } from "./engine.ts";
import { createClickHouseHttpServer } from "./http-server.ts";
import { createLane } from "./lane.ts";
import { lockFolder } from "../process/folder-lock.ts";
import { rememberPort, rememberedPort } from "../process/remember-port.ts";
import type { RequestContext } from "./run-request.ts";
import { openSpool } from "./spool.ts";

export type ClickHouseOptions = {
  /** Folder of the data; made when missing. */
  dataDir: string;
  /** Password of the user; at least 1 character. */
  password: string;
  user?: string | undefined;
  /** 0 or unset: the port of the last run if still free, else any free one. */
  port?: number | undefined;
  /** A loopback address; 127.0.0.1 when unset. */
  host?: string | undefined;
  /** Memory of all statements together, bytes; unset: half of the machine's, at most 4 GB. */
  maxMemoryBytes?: number | undefined;
  /** Largest body of one insert after decompression, bytes. */
  maxInsertBytes?: number | undefined;
  /** Largest result of one query, bytes of columns in memory: results are sent whole, not streamed. */
  maxResultBytes?: number | undefined;
};

export type RunningStore = {
  /** Address with user and password. */
  url: string;
  port: number;
  stop(): Promise<void>;
};

const MIB = 1024 * 1024;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/**
 * Starts ClickHouse's engine in this process behind ClickHouse's HTTP protocol on a loopback address.
 * Statements run on libuv's threads: start the process with UV_THREADPOOL_SIZE (see `clickHouseProcessEnv`), else only
 * four run at once. Throws AppError CONFLICT when the folder or the port is in use.
 */
export async function startClickHouse(options: ClickHouseOptions): Promise<RunningStore> {
  const host = options.host ?? "127.0.0.1";
  if (!LOOPBACK.test(host))
    throw new AppError("BAD_REQUEST", `The local ClickHouse listens on loopback only, not on ${host}`);
  if (!options.password) throw new AppError("BAD_REQUEST", "The local ClickHouse needs a password");
  const dataDir = resolve(options.dataDir);
  const maxMemoryBytes = options.maxMemoryBytes ?? Math.min(4096 * MIB, Math.floor(totalmem() / 2));
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(dataDir, "ClickHouse");
  const engine = openEngine({ dataDir, maxMemoryBytes });
  const user = options.user ?? "default";
  const server = createClickHouseHttpServer(await openContext(engine, dataDir, options), user, options.password);
  const port = await listen(server, dataDir, host, options.port).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  const url = new URL(`http://${host.includes(":") ? `[${host}]` : host}:${port}`);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(options.password);
  const stopLooking = yieldMergesOnceTheyExist();
  return {
    url: url.toString(),
    port,
    async stop() {
      stopLooking();
      server.close();
      server.closeIdleConnections();
      await engine.close();
      server.closeAllConnections();
      unlock();
    },
  };
}

/** What answers requests: the engine, the places at work in it, and the limits. */
async function openContext(engine: Engine, dataDir: string, options: ClickHouseOptions): Promise<RequestContext> {
  const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4;
  const insertPlaces = Math.max(1, Math.min(4, Math.floor(threads / 4)));
  return {
    engine,
    spool: await openSpool(dataDir),
    inserts: createLane(insertPlaces, 64),
    // Two threads stay free for stopping queries and for files.
    readers: createLane(Math.max(1, threads - insertPlaces - 2), 256),
    limits: {
      maxQueryBytes: 16 * MIB,
      maxInsertBytes: options.maxInsertBytes ?? 512 * MIB,
      maxResultBytes: options.maxResultBytes ?? 512 * MIB,
    },
  };
}

/** Listens on the wanted port, else on that of the last run if still free, else on any; answers which. */
async function listen(server: Server, dataDir: string, host: string, wanted: number | undefined): Promise<number> {
  server.listen({ host, port: wanted || ((await rememberedPort(dataDir, host)) ?? 0) });
  try {
    await once(server, "listening");
  } catch (error) {
    throw new AppError("CONFLICT", `ClickHouse cannot listen on ${host}:${wanted}: ${String(error)}`, {
      cause: error,
    });
  }
  const { port } = server.address() as AddressInfo;
  rememberPort(dataDir, port);
  return port;
}
