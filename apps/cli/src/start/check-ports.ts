import { createServer } from "node:net";
import { AppError, type Config } from "@plimsoll/core";

const PORTS = ["PLIMSOLL_WEB_PORT", "PLIMSOLL_OTLP_HTTP_PORT", "PLIMSOLL_OTLP_GRPC_PORT"] as const;

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Throws CONFLICT naming the variable of each port that is taken, before anything is started. */
export async function assertPortsFree(config: Config): Promise<void> {
  const taken: string[] = [];
  for (const name of PORTS) {
    const port = config[name];
    if (port !== 0 && !(await isFree(port, config.PLIMSOLL_HOST)))
      taken.push(`port ${port} is in use: set ${name} to another one`);
  }
  if (taken.length > 0) throw new AppError("CONFLICT", `Plimsoll cannot start: ${taken.join("; ")}.`);
}
