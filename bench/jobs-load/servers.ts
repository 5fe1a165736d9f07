import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}

export interface RunningServer {
  url: string;
  stop(): Promise<void>;
}

/** A Redis with its default settings but for snapshots, or null where there is none to run. */
export async function startRedis(): Promise<RunningServer | null> {
  const probe = createTcpServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const port = portOf(probe);
  await once(probe.close(), "close");
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-redis-"));
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  const child: ChildProcess = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  const ready = new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.stdout?.on("data", (chunk) => String(chunk).includes("Ready to accept connections") && resolve(true));
  });
  if (!(await ready)) return null;
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Takes spans and throws them away: what storing them costs is another benchmark's question. */
export async function startSpanSink(): Promise<RunningServer> {
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => response.writeHead(200, { "content-type": "application/x-protobuf" }).end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async stop() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
