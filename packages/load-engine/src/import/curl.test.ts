import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { compileScript } from "../script/compile-script.ts";
import type { CompiledRequest } from "../script/compiled.ts";
import { importScript } from "./import-script.ts";
import { splitShell } from "./shell-words.ts";

/** What the imported test would send, first header lines left out. */
function sent(text: string) {
  const { script, notes } = importScript("curl", text);
  const compiled = compileScript(script, { seed: 1, stride: { index: 0, of: 1 } });
  const scenario = compiled.pickScenario();
  const requests = scenario.program
    .filter((step): step is CompiledRequest => step.type === "request")
    .map((step) => step.render(scenario.begin()));
  const shown = requests.map(({ method, target, path, headers, body }) => ({
    line: `${method} ${target.origin}${path}`,
    headers: Object.fromEntries(
      headers.flatMap((name, at) => (at % 2 === 0 && name !== "content-length" ? [[name, headers[at + 1]]] : [])),
    ),
    body: body?.toString() ?? null,
  }));
  return { script, notes, requests: shown, first: shown[0]! };
}
const words = (text: string) => splitShell(text).map((token) => ("end" in token ? null : token.word));

describe("shell words", () => {
  it.each([
    ["a  b\tc", ["a", "b", "c"]],
    ["'a b' \"c d\" e\\ f", ["a b", "c d", "e f"]],
    ["a'b'\"c\"d", ["abcd"]],
    ["a \\\n  b \\\r\n c", ["a", "b", "c"]],
    ['"a\\"b\\$c\\nd\\\\"', ['a"b$c\\nd\\']],
    ["'$HOME \\ \"'", ['$HOME \\ "']],
    ["$'a\\n\\t\\'b\\x41\\u00fc\\ud83d\\ude00\\101'", ["a\n\t'bAü😀A"]],
    ["a;b&&c | d\ne", ["a", null, "b", null, null, "c", null, "d", null, "e"]],
    ["a # b\nc#d", ["a", null, "c#d"]],
    ["'' \"\"", ["", ""]],
  ])("%j", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each(["'a", '"a', "$'a", 'b "a\\"'])("%j is not closed", (text) => {
    expect(() => splitShell(text)).toThrow("is not closed");
  });
});

describe("a curl command", () => {
  it("becomes the request that curl would send", () => {
    const { first, script, notes } = sent(
      "curl 'https://shop.example:8443/cart?id=1&x={{y}}' -H 'Accept: text/html' -A agent/1",
    );
    expect(first).toEqual({
      line: "GET https://shop.example:8443/cart?id=1&x={{y}}",
      headers: { accept: "text/html", "user-agent": "agent/1" },
      body: null,
    });
    expect(script.baseUrl).toBe("https://shop.example:8443");
    expect(script.scenarios[0]?.steps[0]).toMatchObject({ name: "GET /cart" });
    expect(notes).toEqual([]);
  });

  it.each([
    ["-d a=1 -d b=2", "POST", "a=1&b=2", "application/x-www-form-urlencoded"],
    ["--data-raw '@x' -XPUT", "PUT", "@x", "application/x-www-form-urlencoded"],
    [
      "--data-urlencode 'q=a b&c' --data-urlencode '=x y'",
      "POST",
      "q=a+b%26c&x+y",
      "application/x-www-form-urlencoded",
    ],
    [
      `-H 'content-type: application/json' --data-binary '{"a": [1, "x"]}'`,
      "POST",
      '{"a":[1,"x"]}',
      "application/json",
    ],
    [
      `-H 'content-type: application/json' -d '{"id": 12345678901234567890}'`,
      "POST",
      '{"id": 12345678901234567890}',
      "application/json",
    ],
    [`--json '{"a":1}'`, "POST", '{"a":1}', "application/json"],
    ["-H 'Content-Type: text/plain' --data $'l1\\nl2 {{x}}'", "POST", "l1\nl2 {{x}}", "text/plain"],
    ["-sSL -XDELETE", "DELETE", null, undefined],
    ["-I", "HEAD", null, undefined],
    ["-X PATCH --data=x=1", "PATCH", "x=1", "application/x-www-form-urlencoded"],
  ])("with %s", (options, method, body, type) => {
    const { first } = sent(`curl ${options} http://a.test/p`);
    expect([first.line, first.body, first.headers["content-type"]]).toEqual([`${method} http://a.test/p`, body, type]);
  });

  it("puts data into the query with -G", () => {
    expect(sent("curl -G http://a.test/p?x=1 -d a=1 --data-urlencode 'b=c d'").first.line).toBe(
      "GET http://a.test/p?x=1&a=1&b=c+d",
    );
  });

  it("takes credentials, cookies and settings over, and says what it leaves out", () => {
    const { first, script, notes } = sent(
      "curl -u ann:secret -b 'a=1; b=2' --compressed -k --http2 -L -m 2.5 -x proxy:1 --cert c.pem -F file=@x -d @body.json --frob a.test",
    );
    expect(first.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("ann:secret").toString("base64")}`,
      cookie: "a=1; b=2",
      "accept-encoding": "gzip, deflate, br",
    });
    expect(first.line).toBe("GET http://a.test/");
    expect(script.http).toMatchObject({ verifyTls: false, version: "2", maxRedirects: 5 });
    expect(script.scenarios[0]?.steps[0]).toMatchObject({ timeoutMs: 2_500 });
    for (const part of [
      "Credentials",
      "-x was left out",
      "--cert was left out",
      "-F was left out",
      "body.json",
      "--frob was left out: it is unknown",
    ]) {
      expect(notes.join("\n")).toContain(part);
    }
    expect(sent("curl http://ann:s%40@a.test/").first.headers["authorization"]).toBe(
      `Basic ${Buffer.from("ann:s@").toString("base64")}`,
    );
    expect(sent("curl --oauth2-bearer t a.test").first.headers["authorization"]).toBe("Bearer t");
    expect(
      sent("curl -H 'content-length: 5' -H 'Host: b.test' -H 'X-Empty;' -H 'accept:' a.test").first.headers,
    ).toEqual({
      "user-agent": "plimsoll-load-test",
      "x-empty": "",
    });
  });

  it("as a browser copies it, with several in a row", () => {
    const { requests, script } = sent(
      [
        "$ curl 'https://shop.example/login' \\",
        "  -H 'accept: */*' \\",
        "  --data-raw 'user=ann&password=s3cr%40t' \\",
        "  --compressed ;",
        "curl https://shop.example/items/42 https://shop.example/items/43 --next -d x https://api.example/y",
      ].join("\n"),
    );
    expect(requests.map(({ line }) => line)).toEqual([
      "POST https://shop.example/login",
      "GET https://shop.example/items/42",
      "GET https://shop.example/items/43",
      "POST https://api.example/y",
    ]);
    expect(requests[0]?.body).toBe("user=ann&password=s3cr%40t");
    expect(script.scenarios[0]?.steps.map((step) => "name" in step && step.name)).toEqual([
      "POST /login",
      "GET /items/:id",
      "GET /items/:id",
      "POST /y",
    ]);
  });

  it.each([
    ["", "no curl command"],
    ["wget http://a.test", "no curl command"],
    ["curl", "has no URL"],
    ["curl -X", "has no URL"],
    ["curl ftp://a.test", "no http:// or https://"],
    ["curl 'http://a.test", "is not closed"],
    ["curl -X TRACE a.test", "TRACE is not supported"],
  ])("%j is refused with what is wrong", (text, why) => {
    expect(() => importScript("curl", text)).toThrow(
      expect.objectContaining({ code: "BAD_REQUEST", message: expect.stringContaining(why) }),
    );
  });

  it("throws nothing but its own errors at garbage", () => {
    const pieces = [
      "curl",
      " ",
      "-d",
      "-H",
      "--data-urlencode",
      "'",
      '"',
      "$'",
      "\\",
      "\n",
      ";",
      "a.test",
      "http://",
      "a: b",
      "=",
      "@",
      "{{x}}",
      "{{$uuid}}",
      "-XPOST",
      "--",
      "-",
      "%",
      "\ud800",
      "__proto__: 1",
      "-k",
      "é",
    ];
    let state = 7;
    for (let round = 0; round < 2_000; round += 1) {
      const text = `curl ${Array.from({ length: 1 + (round % 14) }, () => {
        state = (state * 48_271) % 2_147_483_647;
        return pieces[state % pieces.length];
      }).join(round % 2 === 0 ? " " : "")}`;
      try {
        importScript("curl", text);
      } catch (thrown) {
        expect(thrown, text).toBeInstanceOf(AppError);
      }
    }
  });
});
