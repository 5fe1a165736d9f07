import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// Small sites, each on its own port: a few dozen linked pages, a script of 150 KB, no headers that protect anything.
const [count = 1, pageKb = 20] = process.argv.slice(2).map(Number);
const PAGES = 40;
const text = "<p>The quick brown fox jumps over the lazy dog.</p>".repeat(pageKb * 20);
const script = "export const add = (a, b) => a + b;\n".repeat(4_200);
const links = Array.from({ length: PAGES }, (_, page) => `<a href="/pages/p${page}">page ${page}</a>`).join("");

function answer({ url = "/" }: IncomingMessage, response: ServerResponse): void {
  if (url === "/app.js") {
    response.setHeader("content-type", "text/javascript; charset=utf-8");
    response.end(script);
    return;
  }
  response.setHeader("content-type", "text/html; charset=utf-8");
  if (url !== "/" && !url.startsWith("/pages/p")) response.statusCode = 404;
  response.end(`<!doctype html><title>${url}</title><script src="/app.js"></script>${links}${text}`);
}

const ports: number[] = [];
for (let index = 0; index < count; index += 1) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ports.push((server.address() as AddressInfo).port);
}
process.send?.(ports);
process.once("disconnect", () => process.exit(0));
