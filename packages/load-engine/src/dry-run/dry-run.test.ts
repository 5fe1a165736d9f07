import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dryRun } from "./dry-run.ts";

describe("dryRun", () => {
  let server: Server;
  let origin: string;
  const seen: string[] = [];
  beforeEach(async () => {
    seen.length = 0;
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`.trim());
      if (request.url === "/login")
        return void response.setHeader("content-type", "application/json").end('{"token":"t1"}');
      if (request.url === "/away") return void response.writeHead(302, { location: "http://10.1.2.3/" }).end();
      if (request.url === "/large") return void response.end("x".repeat(200_000));
      response.writeHead(request.url === "/gone" ? 410 : 200).end("hello");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await once(server.close(), "close");
  });

  const run = (steps: object[], rest: object = {}) => {
    const input = { baseUrl: origin, load: { mode: "open", stages: [{ durationMs: 1, rate: 1 }] }, ...rest };
    const script = loadScriptSchema.parse({ ...input, scenarios: [{ name: "a", steps }] } as LoadScriptInput);
    return dryRun(script, { origins: [{ origin, allowPrivate: true }], forbidden: [] });
  };
  const get = (url: string, rest: object = {}) => ({ type: "request", url, ...rest });

  it("carries values from step to step, and shows what was sent, answered, checked and found", async () => {
    const exchanges = await run([
      get("/login", {
        method: "POST",
        body: { type: "json", json: { user: "ada" } },
        extract: [{ as: "token", from: "json", expression: "$.token" }],
        checks: [{ type: "status", is: "2xx" }],
      }),
      { type: "think", minMs: 60_000, maxMs: 60_000 },
      get("/me", { headers: { authorization: "Bearer {{token}}" } }),
      get("/gone"),
    ]);
    expect(seen).toEqual(["POST /login", "GET /me Bearer t1", "GET /gone"]);
    expect(exchanges[0]).toMatchObject({
      scenario: "a",
      step: "POST /login",
      request: { method: "POST", url: `${origin}/login`, body: '{"user":"ada"}' },
      response: { status: 200, body: '{"token":"t1"}', bodyBytes: 14, cut: false },
      error: null,
      checks: [{ ok: true }],
      extracted: [{ name: "token", value: "t1" }],
    });
    expect(exchanges[1]?.request.headers).toContainEqual(["authorization", "Bearer t1"]);
    expect(exchanges[2]).toMatchObject({ response: { status: 410 }, error: { kind: "status" } });
  });

  it("sends five requests at most", async () => {
    expect(await run(Array.from({ length: 9 }, (_, at) => get(`/${at}`)))).toHaveLength(5);
    expect(seen).toHaveLength(5);
  });

  it("goes on with other rows while requests are left", async () => {
    const data = [{ name: "ids", format: "json", text: '[{"id":1},{"id":2},{"id":3}]' }];
    expect(await run([get("/item/{{ids.id}}")], { data })).toHaveLength(5);
    expect(seen).toEqual(["GET /item/1", "GET /item/2", "GET /item/3", "GET /item/1", "GET /item/2"]);
  });

  it("cuts long answers", async () => {
    const [exchange] = await run([get("/large")]);
    expect(exchange?.response).toMatchObject({ bodyBytes: 200_000, cut: true });
    expect(exchange?.response?.body).toHaveLength(65_536);
  });

  it("goes to no other host, by a redirect neither", async () => {
    const [exchange] = await run([get("/away")], { http: { maxRedirects: 3 } });
    expect(exchange).toMatchObject({
      request: { url: "http://10.1.2.3/" },
      response: null,
      error: { kind: "forbidden" },
    });
    const [direct] = await run([get("http://127.0.0.1:9/")]);
    expect(direct).toMatchObject({ response: null, error: { kind: "forbidden" } });
  });

  it("ends an iteration where a value is missing", async () => {
    const exchanges = await run([
      get("/login", { extract: [{ as: "id", from: "json", expression: "$.none" }] }),
      get("/me"),
    ]);
    expect(exchanges).toMatchObject([{ error: { kind: "extract" } }]);
  });

  it("refuses a script that cannot run", async () => {
    await expect(run([get("/{{nothing}}")])).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
