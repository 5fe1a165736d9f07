import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readMemcached } from "./read-memcached.ts";

const STATS = "STAT version 1.6.18\r\nSTAT uptime 60\r\nSTAT get_hits 3\r\nSTAT get_misses 1\r\nEND\r\n";
const SLABS = "STAT 5:chunk_size 240\r\nSTAT active_slabs 1\r\nEND\r\n";

describe("a Memcached that is watched", () => {
  let server: Server;
  afterEach(async () => {
    server.close();
    await once(server, "close");
  });
  async function serve(answer: (socket: Socket, line: string) => void) {
    const sockets = new Set<Socket>();
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.setEncoding("latin1");
      socket.on("data", (text: string) => {
        for (const line of text.split("\r\n").filter(Boolean)) answer(socket, line);
      });
    }).listen(0, "127.0.0.1");
    server.once("close", () => undefined);
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const read = async (timeoutMs: number) => {
      try {
        return await readMemcached({ host: "127.0.0.1", port }, { now: 1_000_000, timeoutMs });
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    };
    return { read };
  }

  it("tells its figures, in however many pieces they come", async () => {
    const answers: Record<string, string> = { stats: STATS, "stats slabs": SLABS, "stats items": "END\r\n" };
    const { read } = await serve((socket, line) => {
      if (line === "quit") socket.end();
      for (const letter of answers[line] ?? "") socket.write(letter);
    });
    const { version, countsSince, points } = await read(5_000);
    expect([version, countsSince]).toEqual(["memcached 1.6.18", 940_000]);
    expect(points.map(({ metric, value }) => [metric, value])).toEqual([
      ["memcached.operations", 3],
      ["memcached.operations", 1],
      ["memcached.slab.chunk_size", 240],
    ]);
  });

  it.each<[string, (socket: Socket) => void, object]>([
    ["says nothing", () => undefined, { code: "UNAVAILABLE", message: "No answer within 0.3 s." }],
    ["is something else", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), { code: "BAD_REQUEST" }],
    ["wants to know who asks", (socket) => socket.write("ERROR\r\n"), { code: "BAD_REQUEST" }],
    [
      "talks without end",
      (socket) => socket.write("STAT a b\r\n".repeat(200_000)),
      { code: "UNAVAILABLE", message: "The answer has no end." },
    ],
    ["hangs up", (socket) => socket.destroy(), { code: "BAD_REQUEST" }],
  ])("one that %s is refused in words", async (_, answer, failure) => {
    const { read } = await serve(answer);
    await expect(read(300)).rejects.toMatchObject(failure);
  });
});
