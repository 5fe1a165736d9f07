import { describe, expect, it } from "vitest";
import { type AnswerWants, ResponseParser } from "./response-parser.ts";

const WANTS: AnswerWants = { needsHeaders: true, followsRedirects: false, keepBodyBytes: 1_000, maxBodyBytes: 100_000 };

/** Reads the text in pieces of a size. */
function parse(text: string, { size = text.length, head = false, wants = {} as Partial<AnswerWants> } = {}) {
  const parser = new ResponseParser();
  parser.begin({ ...WANTS, ...wants }, head);
  const bytes = Buffer.from(text, "latin1");
  const shared = Buffer.alloc(size);
  for (let at = 0; at < bytes.length && parser.state !== "done" && parser.state !== "failed"; at += size) {
    const length = bytes.copy(shared, 0, at, Math.min(bytes.length, at + size));
    parser.read(shared, length);
    shared.fill(0);
  }
  return parser;
}
const bodyOf = (parser: ResponseParser) => parser.takeBody()?.toString("latin1");

const ANSWERS: [string, string, string, boolean][] = [
  ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello", "hello", true],
  ["no body", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "", true],
  ["no reason phrase", "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nok", "ok", true],
  [
    "chunks",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n",
    "hello world",
    true,
  ],
  [
    "chunks and trailers",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n",
    "0123456789",
    true,
  ],
  ["connection: close", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nConnection: Close\r\n\r\nok", "ok", false],
  ["HTTP/1.0", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok", "ok", false],
  ["HTTP/1.0 with keep-alive", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok", "ok", true],
  [
    "interim answers",
    "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "ok",
    true,
  ],
  ["no content", "HTTP/1.1 204 No Content\r\ncontent-length: 7\r\n\r\n", "", true],
  ["not modified", "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n", "", true],
  ["the same length twice", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok", "ok", true],
  ["bare line feeds", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok", "ok", true],
];

describe("an answer", () => {
  it.each(ANSWERS)("with %s is read however it is cut into pieces", (_name, text, body, keepAlive) => {
    for (let size = 1; size <= text.length; size += 1) {
      const parser = parse(text, { size });
      expect(parser.state, `pieces of ${size}`).toBe("done");
      expect(bodyOf(parser)).toBe(body);
      expect(parser.keepAlive).toBe(keepAlive);
      expect(parser.bodyBytes).toBe(body.length);
    }
  });

  it("tells status and header fields", () => {
    const parser = parse(
      "HTTP/1.1 404 Not Found\r\nX-Id:  7 \r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 0\r\n\r\n",
    );
    expect(parser.status).toBe(404);
    expect(parser.headers).toEqual(["x-id", "7", "set-cookie", "a=1", "set-cookie", "b=2", "content-length", "0"]);
  });

  it("keeps header fields of redirects where those are followed", () => {
    const wants = { needsHeaders: false, followsRedirects: true };
    expect(parse("HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n", { wants }).headers?.[1]).toBe("/b");
    expect(parse("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", { wants }).headers).toBeNull();
  });

  it("to HEAD has no body", () => {
    expect(parse("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n", { head: true }).state).toBe("done");
  });

  it("without a length ends with the connection", () => {
    const parser = parse("HTTP/1.1 200 OK\r\n\r\nall of it", { size: 3 });
    expect(parser.state).toBe("close");
    expect(parser.end()).toBe(true);
    expect([bodyOf(parser), parser.keepAlive]).toEqual(["all of it", false]);
    expect(parse("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").end()).toBe(false);
  });

  it("keeps only as much of the body as is wanted, and none where none is", () => {
    const text = `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(500)}0\r\n\r\n`;
    const parser = parse(text, { size: 7, wants: { keepBodyBytes: 100 } });
    expect([bodyOf(parser)?.length, parser.bodyBytes]).toEqual([100, 500]);
    expect(parse(text, { wants: { keepBodyBytes: 0 } }).takeBody()).toBeNull();
  });

  it("is followed by nothing: the connection is not used again then", () => {
    const parser = parse("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n");
    expect([parser.state, parser.keepAlive]).toEqual(["done", false]);
  });
});

describe("what is no answer", () => {
  it.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["another version", "HTTP/2.0 200 OK\r\n\r\n"],
    ["no status", "HTTP/1.1 abc\r\n\r\nsome more"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["a line without a name", "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"],
    ["a folded line", "HTTP/1.1 200 OK\r\na: b\r\n c: d\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok"],
    ["a length that is no number", "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nok"],
    ["an endless length", `HTTP/1.1 200 OK\r\ncontent-length: ${"9".repeat(40)}\r\n\r\nok`],
    ["a broken chunk size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"],
    ["a chunk longer than it says", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhello\r\n"],
    ["a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n"],
    ["interim answers without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(30)],
    ["header fields without end", `HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(12_000)}`],
    ["trailers without end", `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${"a: b\r\n".repeat(12_000)}`],
  ])("is refused: %s", (_name, text) => {
    for (const size of [1_000, text.length]) {
      const parser = parse(text, { size });
      expect([parser.state, parser.failure]).toEqual(["failed", "protocol"]);
    }
  });

  it("is refused when its body is too large, as early as that is known", () => {
    const wants = { maxBodyBytes: 10 };
    expect(parse("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n", { wants })).toMatchObject({
      state: "failed",
      failure: "body",
    });
    expect(parse("HTTP/1.1 200 OK\r\n\r\n0123456789x", { wants })).toMatchObject({ state: "failed", failure: "body" });
    const chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\n0123456789x\r\n0\r\n\r\n";
    expect(parse(chunks, { wants })).toMatchObject({ state: "failed", failure: "body" });
    expect(parse("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789", { wants }).state).toBe("done");
  });

  it("costs no more than its size when it drips in", () => {
    const text = `HTTP/1.1 200 OK\r\n${"a: bcdefgh\r\n".repeat(1_500)}content-length: 0\r\n\r\n`;
    const begun = performance.now();
    expect(parse(text, { size: 16 }).state).toBe("done");
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
