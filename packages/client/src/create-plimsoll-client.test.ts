import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TRPCClientError } from "@trpc/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPlimsollClient, type PlimsollClient } from "./create-plimsoll-client.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let server: Server;
let handler: Handler;
let client: PlimsollClient;
let url = "";
let requests: { path: string; body: Record<string, Record<string, unknown>>; key: string | undefined }[] = [];

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const path = (request.url ?? "").split("?", 1)[0] ?? "";
      requests.push({ path, body: body ? JSON.parse(body) : {}, key: request.headers.authorization });
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createPlimsollClient({ url: `${url}/`, apiKey: "plim_key" });
  // Pauses between tries are chance times up to eight seconds.
  vi.spyOn(Math, "random").mockReturnValue(-0.99);
});
afterEach(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
const failure = (httpStatus: number, code: string, path: string) => ({
  error: { code: -32_000, message: `It is ${code}.`, data: { code, httpStatus, path } },
});
const added = { result: { data: { id: "job_1", queue: "emails", deduplicated: false } } };
const enqueue = (input: object = {}) => client.jobs.enqueue.mutate({ queue: "emails", name: "welcome", ...input });

describe("createPlimsollClient", () => {
  it("enqueues with the key and an id of its own", async () => {
    handler = (_, response) => json(response, 200, [added]);
    expect(await enqueue({ payload: { to: "ada" } })).toEqual(added.result.data);
    expect(requests[0]).toMatchObject({ path: "/api/trpc/jobs.enqueue", key: "Bearer plim_key" });
    const sent = requests[0]!.body["0"]!;
    expect(sent).toMatchObject({ queue: "emails", name: "welcome", payload: { to: "ada" } });
    expect(sent["id"]).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  });

  it("leaves an id alone that the caller chose", async () => {
    handler = (_, response) => json(response, 200, [added]);
    await enqueue({ id: "order-4711" });
    expect(requests[0]!.body["0"]!["id"]).toBe("order-4711");
  });

  it("tries again while the server is away, each time with the same id", async () => {
    const answers: Handler[] = [
      (_, response) => json(response, 503, [failure(503, "SERVICE_UNAVAILABLE", "jobs.enqueue")]),
      (request) => request.socket.destroy(),
      (_, response) => response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>"),
      (_, response) => json(response, 200, [added]),
    ];
    handler = (request, response, body) => answers[requests.length - 1]!(request, response, body);
    expect(await enqueue()).toEqual(added.result.data);
    expect(requests).toHaveLength(4);
    expect(new Set(requests.map((request) => request.body["0"]!["id"])).size).toBe(1);
  });

  it("gives up after its retries, with the server's error", async () => {
    client = createPlimsollClient({ url, apiKey: "plim_key", retries: 2 });
    handler = (_, response) => json(response, 503, [failure(503, "SERVICE_UNAVAILABLE", "jobs.enqueue")]);
    const error = await enqueue().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TRPCClientError);
    expect(error).toMatchObject({ message: "It is SERVICE_UNAVAILABLE.", data: { httpStatus: 503 } });
    expect(requests).toHaveLength(3);
  });

  it("does not repeat what the server refused, nor other mutations", async () => {
    handler = (_, response) => json(response, 400, [failure(400, "BAD_REQUEST", "jobs.enqueue")]);
    await expect(enqueue()).rejects.toThrow("It is BAD_REQUEST.");
    expect(requests).toHaveLength(1);
    handler = (_, response) => json(response, 503, [failure(503, "SERVICE_UNAVAILABLE", "jobs.retry")]);
    await expect(client.jobs.retry.mutate({ queue: "emails", id: "job_1" })).rejects.toThrow();
    expect(requests).toHaveLength(2);
  });

  it("stops when the caller has enough", async () => {
    const stop = new AbortController();
    handler = (_, response) => {
      stop.abort();
      json(response, 503, [failure(503, "SERVICE_UNAVAILABLE", "jobs.enqueue")]);
    };
    const input = { queue: "emails", name: "welcome" };
    await expect(client.jobs.enqueue.mutate(input, { signal: stop.signal })).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  it("sends the calls of one tick together, and answers each by itself", async () => {
    handler = (_, response) => json(response, 207, [added, failure(400, "BAD_REQUEST", "jobs.enqueue")]);
    const [first, second] = await Promise.allSettled([enqueue(), enqueue({ queue: "other" })]);
    expect(requests).toHaveLength(1);
    expect(first).toMatchObject({ status: "fulfilled" });
    expect(second).toMatchObject({ status: "rejected" });
  });
});

describe("subscriptions", () => {
  const event = (type: string, data: unknown) => `event: ${type}\ndata: ${data === "" ? "" : JSON.stringify(data)}\n\n`;
  const batch = (at: string) => ({ at, items: [] });
  const watch = () => {
    const seen: unknown[] = [];
    const ended = new Promise<unknown>((resolve) => {
      client.queues.live.subscribe(
        {},
        {
          onData: (data) => seen.push(data.at),
          onError: resolve,
          onComplete: () => resolve("complete"),
        },
      );
    });
    return { seen, ended };
  };

  it("come as server-sent events, with the key, however they are cut", async () => {
    handler = (request, response) => {
      expect(request.headers.authorization).toBe("Bearer plim_key");
      response.writeHead(200, { "content-type": "text/event-stream" });
      const text = `${event("connected", {})}data: ${JSON.stringify(batch("grün"))}\n\ndata: ${JSON.stringify(batch("2"))}\r\n\r\n${event("return", "")}`;
      for (const byte of Buffer.from(text)) response.write(Buffer.of(byte));
      response.end();
    };
    const { seen, ended } = watch();
    expect(await ended).toBe("complete");
    expect(seen).toEqual(["grün", "2"]);
  });

  it("end with the server's error when they are refused", async () => {
    handler = (_, response) => json(response, 403, failure(403, "FORBIDDEN", "queues.live"));
    expect(await watch().ended).toMatchObject({ message: "It is FORBIDDEN.", data: { httpStatus: 403 } });
    handler = (_, response) => response.writeHead(404, { "content-type": "text/html" }).end("<h1>Nothing here</h1>");
    expect(await watch().ended).toMatchObject({ message: "The server answered 404." });
    expect(requests).toHaveLength(2);
  });

  it("connect again after a break", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true, advanceTimeDelta: 500 });
    handler = (request, response) => {
      if (requests.length === 1) return void request.socket.destroy();
      if (requests.length === 2) return json(response, 503, failure(503, "SERVICE_UNAVAILABLE", "queues.live"));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(event("connected", {}) + event("message", batch("back")) + event("return", ""));
    };
    const { seen, ended } = watch();
    expect(await ended).toBe("complete");
    expect(seen).toEqual(["back"]);
    vi.useRealTimers();
  });
});
