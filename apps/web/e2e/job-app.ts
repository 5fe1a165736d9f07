import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type JobRequest, verifyJobRequest } from "@plimsoll/client";

interface Answer {
  status: number;
  body?: unknown;
}
type Handler = (job: JobRequest) => Answer | Promise<Answer>;

/** A small app that receives jobs over HTTP and believes only signed ones. */
export class JobApp {
  /** The endpoint's signing secret, once it is known. */
  secret = "";
  /** Jobs whose signature was right, in order, with the trace they came in. */
  readonly received: (JobRequest & { traceparent: string | undefined })[] = [];
  readonly refused: unknown[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body ?? {})),
      );
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What jobs of a name are answered with; without it, 200 and the attempt's number. */
  on(name: string, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { headers } = request;
    const body = await text(request);
    let job: JobRequest;
    try {
      job = verifyJobRequest({ headers, body, secret: this.secret });
    } catch (error) {
      this.refused.push(error);
      return { status: 401 };
    }
    const traceparent = headers["traceparent"];
    this.received.push({ ...job, traceparent: typeof traceparent === "string" ? traceparent : undefined });
    const handler = this.#handlers.get(job.name);
    return handler ? handler(job) : { status: 200, body: { attempt: job.attempt } };
  }
}

/** A promise that somebody else resolves. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
