import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGuardedAgent } from "@plimsoll/outbound";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ScanLimitError } from "../scan-limit-error.ts";
import { createBaseline } from "./baseline.ts";
import { crawl } from "./crawl.ts";
import { createProber, type ProberOptions } from "./prober.ts";

let listener: RequestListener = (_, response) => response.end();
const seen: IncomingMessage[] = [];
const server = createServer((request, response: ServerResponse) => {
  seen.push(request);
  listener(request, response);
});
let origin = "";
const agent = createGuardedAgent({
  forbidden: [],
  acceptAnyCertificate: true,
  lookup: () => Promise.resolve(["127.0.0.1"]),
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  await agent.close();
  server.closeAllConnections();
  server.close();
});

function prober(options: Partial<ProberOptions> = {}) {
  return createProber({
    origin,
    otherOrigins: [],
    agent,
    allowPrivate: true,
    authorities: [],
    maxRequests: 100,
    requestsPerSecond: 1000,
    concurrency: 4,
    signal: new AbortController().signal,
    ...options,
  });
}

describe("a prober", () => {
  it("sends paths, hosts and methods as they are written", async () => {
    listener = (_, response) => response.end("ok");
    const { send, answered } = prober();
    for (const url of ["/a/../b/%2e%2e%2f.env", "//elsewhere.test/x", "/?a=[1]&b=%", `${origin}/c/./d#part`])
      await send({ url });
    await send({ url: "/", method: "TRACE", headers: { Host: "evil.test", "X-A": "1" } });
    expect(seen.map((request) => `${request.method} ${request.url}`)).toEqual([
      "GET /a/../b/%2e%2e%2f.env",
      "GET //elsewhere.test/x",
      "GET /?a=[1]&b=%",
      "GET /c/./d",
      "TRACE /",
    ]);
    expect(seen.at(-1)?.headers).toMatchObject({ host: "evil.test", "x-a": "1" });
    expect(answered()).toHaveLength(5);
  });

  it("keeps every header, and cuts and decodes bodies", async () => {
    listener = (_, response) => {
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      response.setHeader("Content-Type", "text/html; charset=iso-8859-1");
      response.end(Buffer.from("Grüße ".repeat(10), "latin1"));
    };
    const exchange = await prober().send({ url: "/", maxBytes: 12 });
    expect(exchange.headers.filter(([name]) => name === "set-cookie")).toEqual([
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    expect(exchange).toMatchObject({ status: 200, body: "Grüße Grüße ", isTruncated: true });
  });

  it("takes a body that cannot be decompressed for one that was cut off", async () => {
    listener = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip");
    expect(await prober().send({ url: "/" })).toMatchObject({ status: 200, body: "", isTruncated: true });
  });

  it("takes an endless stream for what it is, but no body that breaks off or never ends for a whole one", async () => {
    const answerWith = (type: string, then: (response: ServerResponse) => void): void => {
      listener = (_, response) => {
        response.writeHead(200, { "content-type": type }).write("data: 1\n\n");
        then(response);
      };
    };
    const { send } = prober({ requestTimeoutMs: 300 });
    answerWith("text/event-stream", () => undefined);
    expect(await send({ url: "/" })).toMatchObject({ status: 200, body: "", isTruncated: true });
    answerWith("text/html", () => undefined);
    await expect(send({ url: "/" })).rejects.toMatchObject({ code: "TIMEOUT" });
    answerWith("text/html", (response) => setImmediate(() => response.destroy()));
    await expect(send({ url: "/" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("goes to the target's host only, and to private addresses only where that was approved", async () => {
    const { send } = prober();
    await expect(send({ url: "http://elsewhere.test/" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(send({ url: "http://user:pw@127.0.0.1/" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    // Another port of the host is not what the admin approved.
    await expect(send({ url: "http://127.0.0.1:1/" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(prober({ allowPrivate: false }).send({ url: "/" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(seen).toEqual([]);
    listener = (_, response) => response.end("ok");
    const named = prober({ origin: origin.replace("127.0.0.1", "a.test"), otherOrigins: ["http://a.test:1"] });
    await expect(named.send({ url: "http://a.test:1/" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await named.send({ url: "/" })).toMatchObject({ status: 200 });
  });

  it("stops at its budget, and lets no more be under way than it may", async () => {
    let underWay = 0;
    let most = 0;
    listener = (_, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        response.end();
      });
    };
    const { send, sent, isSpent } = prober({ maxRequests: 20, concurrency: 3 });
    const all = await Promise.allSettled(Array.from({ length: 30 }, () => send({ url: "/" })));
    expect(all.filter((result) => result.status === "fulfilled")).toHaveLength(20);
    expect(
      all.filter((result) => result.status === "rejected" && result.reason instanceof ScanLimitError),
    ).toHaveLength(10);
    expect(most).toBeLessThanOrEqual(3);
    expect([sent(), isSpent(), seen.length]).toEqual([20, true, 20]);
  });

  it("sends no faster than it may", async () => {
    listener = (_, response) => response.end();
    const begun = performance.now();
    const { send } = prober({ requestsPerSecond: 50, concurrency: 10 });
    await Promise.all(Array.from({ length: 11 }, () => send({ url: "/" })));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(195);
  });

  it("ends what is under way and what waits with the scan", async () => {
    listener = () => undefined;
    const ending = new AbortController();
    const { send } = prober({ signal: ending.signal, concurrency: 1 });
    const calls = [send({ url: "/" }), send({ url: "/" })];
    const reason = new ScanLimitError("cancelled", "enough");
    setImmediate(() => ending.abort(reason));
    for (const call of calls) await expect(call).rejects.toBe(reason);
  });
});

describe("what is missing", () => {
  const app = "<html><body><h1>Shop</h1><p>Our single page app</p><script src=/app.js></script></body></html>";

  it("is 404, or whatever is said to a name that cannot exist", async () => {
    listener = (request, response) => {
      const isReal = request.url === "/.env";
      response.setHeader("content-type", isReal ? "text/plain" : "text/html");
      response.end(isReal ? "KEY=1" : `${app}<!-- ${request.url} ${Math.random()} -->`);
    };
    const { send } = prober();
    const looksMissing = createBaseline(send);
    expect(await looksMissing(await send({ url: "/.env" }))).toBe(false);
    expect(await looksMissing(await send({ url: "/.git/config" }))).toBe(true);
    expect(await looksMissing(await send({ url: "/backup.zip?x=1" }))).toBe(true);
    listener = (_, response) => response.writeHead(404).end();
    const before = seen.length;
    expect(await looksMissing(await send({ url: "/gone" }))).toBe(true);
    expect(seen.length - before).toBe(1);
  });

  it("is a redirect that any name gets, to wherever that is", async () => {
    listener = (request, response) => {
      const to = request.url === "/admin" ? "/admin/sign-in" : `/sign-in?next=${request.url}`;
      response.writeHead(302, { location: to }).end();
    };
    const { send } = prober();
    const looksMissing = createBaseline(send);
    expect(await looksMissing(await send({ url: "/panel" }))).toBe(true);
    expect(await looksMissing(await send({ url: "/admin" }))).toBe(false);
  });

  it("asks once for each folder and kind of name", async () => {
    listener = (_, response) => response.setHeader("content-type", "text/html").end(app);
    const { send } = prober();
    const looksMissing = createBaseline(send);
    const exchanges = await Promise.all(
      ["/a.zip", "/b.zip", "/.env", "/.npmrc", "/x/a.zip"].map((url) => send({ url })),
    );
    seen.length = 0;
    await Promise.all(exchanges.map((exchange) => looksMissing(exchange)));
    expect(seen).toHaveLength(3);
  });
});

describe("the crawl", () => {
  const html = (body: string): [number, Record<string, string>, string] => [200, { "content-type": "text/html" }, body];
  const pages: Record<string, [number, Record<string, string>, string]> = {
    "/": html(
      '<base href="/shop/"><a href="cart?id=1">1</a><a href="cart?id=2">2</a><a href="/logout">out</a><a href="http://elsewhere.test/">no</a><a href="/old">old</a><a href="/pic.png">pic</a><a href="/busy">busy</a><script src="/app.js"></script><script src="http://cdn.test/x.js"></script>',
    ),
    "/shop/cart?id=1": html('<a href="/deep">deep</a>'),
    "/deep": html('<a href="/deeper">deeper</a>'),
    "/deeper": html("too deep"),
    "/old": [301, { location: "/new" }, ""],
    "/new": html("new"),
    "/busy": [503, {}, "busy"],
    "/app.js": [200, { "content-type": "text/javascript" }, "let a;"],
  };

  it("follows links and redirects of the origin, a few deep, each page once, and what may change nothing", async () => {
    listener = (request, response) => {
      const [status, headers, body] = pages[request.url ?? ""] ?? [404, {}, ""];
      response.writeHead(status, headers).end(body);
    };
    const found = await crawl(origin, ["/"], prober().send);
    expect(found.pages.map((page) => page.url.replace(origin, ""))).toEqual([
      "/",
      "/shop/cart?id=1",
      "/old",
      "/new",
      "/busy",
      "/deep",
    ]);
    expect(found.scripts.map((script) => script.url.replace(origin, ""))).toEqual(["/app.js"]);
    expect(found.unreached).toEqual(["/busy"]);
    const asked = seen.map((request) => request.url);
    expect(asked).not.toContain("/logout");
    expect(asked.filter((url) => url === "/busy")).toHaveLength(2);
  });

  it("keeps no more than its limits", async () => {
    listener = (request, response) => {
      const links = Array.from({ length: 50 }, (_, i) => `<a href="${request.url}${i}/">x</a>`).join("");
      response.setHeader("content-type", "text/html").end(`${links}${"y".repeat(10_000)}`);
    };
    const limits = { maxPages: 8, maxScripts: 1, maxDepth: 5, maxCharacters: 1_000_000 };
    expect((await crawl(origin, ["/"], prober().send, limits)).pages).toHaveLength(8);
    const small = await crawl(origin, ["/"], prober().send, { ...limits, maxPages: 50, maxCharacters: 20_000 });
    // A few are asked for at a time.
    expect(small.pages.length).toBeLessThanOrEqual(6);
  });
});
