import { createServer, type Server } from "node:net";
import { type LoadScript, loadScriptSchema } from "@plimsoll/core";
import { createSystemClock } from "../clock/clock.ts";
import { Generator } from "../run/generator.ts";
import { RequestBudget } from "../run/request-budget.ts";
import { compileScript } from "../script/compile-script.ts";
import { createTransport } from "../transport/create-transport.ts";

const WARM_UP_MS = 250;
const ANSWER = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok";

/**
 * Sends this thread's own requests to itself for a moment. Code that was never run is many times slower than it is a
 * second later: without it the first second of a run at a high rate would measure the generator.
 */
export async function warmUp(): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", () => socket.write(ANSWER));
  });
  const port = await listen(server);
  if (port === null) return;
  const stages = [{ durationMs: WARM_UP_MS / 2, rate: 4_000, startRate: 20_000 }];
  await generate(port, { mode: "open", stages, maxInFlight: 64 });
  await generate(port, { mode: "closed", stages: [{ durationMs: WARM_UP_MS / 2, users: 16 }] });
  server.close();
}

async function generate(port: number, load: LoadScript["load"]): Promise<void> {
  const script = loadScriptSchema.parse({
    baseUrl: `http://127.0.0.1:${port}`,
    load,
    scenarios: [{ name: "warm-up", steps: [{ type: "request", url: "/" }] }],
    tracing: { share: 0.5 },
  });
  const stride = { index: 0, of: 1 };
  const clock = createSystemClock();
  const transport = createTransport(script.http, null);
  const generator = new Generator({
    runId: "warm-up",
    script,
    compiled: compileScript(script, { seed: 1, stride }),
    transport,
    clock,
    zeroAt: clock.now(),
    stride,
    budget: new RequestBudget(100_000),
    onInterval: () => undefined,
    takeCpu: () => 0,
  });
  generator.start();
  await generator.finished;
  transport.close();
}

/** Null where this machine does not let it listen: then the first second is slow. */
function listen(server: Server): Promise<number | null> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(null));
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(address && typeof address === "object" ? address.port : null);
    });
  });
}
