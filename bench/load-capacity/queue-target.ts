import { createServer } from "node:http";

// A place with so many slots, each of which serves one request at a time for so long, the rest waiting in line: it can
// carry `slots / serviceMs` and no more.
const [slots = 1, serviceMs = 1] = process.argv.slice(2).map(Number);
/** When each slot is free. */
const freeAt = Array.from({ length: slots }, () => 0);

const server = createServer((_request, response) => {
  const now = performance.now();
  const slot = freeAt.indexOf(Math.min(...freeAt));
  const doneAt = Math.max(now, freeAt[slot] ?? 0) + serviceMs;
  freeAt[slot] = doneAt;
  setTimeout(() => response.end("ok"), doneAt - now);
}).listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" && address ? address.port : 0);
});
process.once("disconnect", () => process.exit(0));
