import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { z } from "zod";

const portsSchema = z.object({ postgres: z.number().int(), clickhouse: z.number().int() });
export type LocalPorts = z.infer<typeof portsSchema>;

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}

async function choose(wanted: number | undefined): Promise<number> {
  const port = (wanted === undefined ? null : await tryPort(wanted)) ?? (await tryPort(0));
  if (port === null) throw new Error("No free port on 127.0.0.1");
  return port;
}

/** Ports of the local stores: those of the last start while they are free, so that open connections find them again. */
export async function chooseLocalPorts(dataDir: string): Promise<LocalPorts> {
  const file = join(dataDir, "ports.json");
  const before = existsSync(file) ? portsSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data : undefined;
  const ports = { postgres: await choose(before?.postgres), clickhouse: await choose(before?.clickhouse) };
  writeFileSync(file, `${JSON.stringify(ports)}\n`, { mode: 0o600 });
  return ports;
}
