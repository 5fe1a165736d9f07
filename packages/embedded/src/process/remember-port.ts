import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/**
 * The port to listen on: `wanted` when given, else the one used before in `folder` if it is still free, else any free
 * one. The choice is written to `folder`/port, so that URLs survive a restart.
 */
export async function choosePort(folder: string, wanted: number | undefined, host: string): Promise<number> {
  if (wanted) return wanted;
  const file = join(folder, "port");
  const remembered = readPort(file);
  const port = remembered && (await isFree(remembered, host)) ? remembered : await listenOnce(0, host);
  writeFileSync(file, `${port}\n`, { mode: 0o600 });
  return port;
}

function readPort(file: string): number | undefined {
  try {
    const port = Number(readFileSync(file, "utf8"));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch {
    // No port was remembered yet.
    return undefined;
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  return await listenOnce(port, host).then(
    () => true,
    () => false,
  );
}

async function listenOnce(port: number, host: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host }, () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address) resolve(address.port);
        else reject(new Error("The system gave no port"));
      });
    });
  });
}
