import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** The port that was used before in `folder`, if there is one and it is still free. */
export async function rememberedPort(folder: string, host: string): Promise<number | undefined> {
  const port = readPort(join(folder, "port"));
  if (port === undefined) return undefined;
  return await listenOnce(port, host).catch(() => undefined);
}

/** Writes the port down, so that URLs survive a restart. */
export function rememberPort(folder: string, port: number): void {
  writeFileSync(join(folder, "port"), `${port}\n`, { mode: 0o600 });
}

/** A port that is free now, for a program that cannot choose one itself. */
export async function pickFreePort(host: string): Promise<number> {
  return await listenOnce(0, host);
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
