import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Would run in whoever reads a finding, and turn around what they read, were it shown as more than text. */
const HOSTILE = `<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>\u202egpj.exe`;

/** A site whose headers are in order, but which serves its `.env` and an error with markup, until it is mended. */
export class FaultySite {
  readonly #server: Server;
  isMended = false;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<FaultySite> {
    const site = new FaultySite();
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", "http://site.test");
    response.setHeader("x-content-type-options", "nosniff");
    if (pathname === "/") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><title>Site</title><a href="/report">Report</a>`);
    } else if (pathname === "/.env" && !this.isMended) {
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.end("DB_HOST=db.internal\nDB_PASSWORD=correct-horse-battery\n");
    } else if (pathname === "/report") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(
        `<pre>Error: ${HOSTILE}\n    at report (/srv/app/report.js:12:7)\n    at run (/srv/app/main.js:3:1)</pre>`,
      );
    } else {
      response.statusCode = 404;
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.end("not found");
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
