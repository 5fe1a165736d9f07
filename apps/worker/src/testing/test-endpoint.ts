import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";

export interface ReceivedCall {
  headers: IncomingHttpHeaders;
  body: { id: string; queue: string; name: string; attempt: number; payload: unknown };
}
export interface TestEndpoint {
  url: string;
  calls: ReceivedCall[];
  /** What it answers next; set it to change that. */
  answer: (call: ReceivedCall) => { status: number; body?: unknown } | Promise<{ status: number; body?: unknown }>;
  stop(): Promise<void>;
}

/** An app's endpoint that notes its calls. */
export async function startEndpoint(): Promise<TestEndpoint> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const call = { headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
      endpoint.calls.push(call);
      void Promise.resolve(endpoint.answer(call)).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      });
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  const endpoint: TestEndpoint = {
    url: `http://127.0.0.1:${address.port}/jobs`,
    calls: [],
    answer: () => ({ status: 200, body: { ok: true } }),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return endpoint;
}
