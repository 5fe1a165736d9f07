// A server that answers each request a fixed time after it came, and nothing while it is frozen. It watches the clock
// instead of setting timers, which count whole milliseconds.
import { createServer, type Socket } from "node:net";
import { performance } from "node:perf_hooks";

const serviceMs = Number(process.argv[2]);
const ANSWER = Buffer.from("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok");

let frozen = { from: 0, to: 0 };
const waiting: { socket: Socket; dueAt: number }[] = [];
const now = () => performance.timeOrigin + performance.now();
// Wall clock and monotonic clock part in the course of time.
const drift = Date.now() - now();

function dueAt(came: number): number {
  const begins = came >= frozen.from && came < frozen.to ? frozen.to : came;
  return begins + serviceMs;
}
function answerDue(): void {
  const time = now() + drift;
  for (let first = waiting[0]; first && first.dueAt <= time; first = waiting[0]) {
    waiting.shift();
    if (!first.socket.destroyed) first.socket.write(ANSWER);
  }
  const [next] = waiting;
  if (!next) return;
  const leftMs = next.dueAt - time;
  if (leftMs > 3) setTimeout(answerDue, leftMs - 2);
  else setImmediate(answerDue);
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", () => {
    waiting.push({ socket, dueAt: dueAt(now() + drift) });
    if (waiting.length === 1) answerDue();
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});
process.on("message", (freeze: typeof frozen) => {
  frozen = freeze;
});
process.once("disconnect", () => process.exit(0));
