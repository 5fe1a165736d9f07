import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { exchangeOf, answeringTarget } from "../../testing/answering-target.ts";
import type { HelloProbe, TlsHandshake } from "../../tls.ts";
import { cookiesOverHttp } from "./cookies-over-http.ts";
import { hsts, judgeHsts } from "./hsts.ts";
import { httpsRedirect } from "./https-redirect.ts";
import { protocolVersions } from "./protocol-versions.ts";
import { weakCiphers } from "./weak-ciphers.ts";

const GOOD: TlsHandshake = {
  ok: true,
  protocol: "TLSv1.3",
  cipher: "x",
  authorizationError: null,
  chain: [],
  dhBits: null,
};
const REFUSED = { ok: false, reason: "alert 40" } as const;

describe("suites and versions that no TLS library here speaks any more", () => {
  it.each([
    ["rc4", [0x0005, 0xc011]],
    ["3des", [0x000a]],
    ["export", [0x0003]],
    ["des", [0x0009]],
  ])("are found: %s", async (kind, taken) => {
    const offered: number[][] = [];
    const hello = async ({ cipherSuites }: HelloProbe) => {
      offered.push([...cipherSuites]);
      const cipherSuite = taken.find((suite) => cipherSuites.includes(suite));
      return cipherSuite === undefined ? REFUSED : ({ ok: true, version: 0x0303, cipherSuite } as const);
    };
    const handshake = async (): Promise<TlsHandshake> => GOOD;
    const result = await weakCiphers.run(answeringTarget({ hello, handshake }));
    expect(result).toMatchObject({ outcome: "fail", faults: [{ place: { parameter: kind } }] });
    expect(result.outcome === "fail" && result.faults[0]?.evidence[0]?.text.split("\n")).toHaveLength(taken.length);
    // One more question than suites taken: what is left is refused.
    expect(offered.filter((suites) => suites.some((suite) => taken.includes(suite)))).toHaveLength(taken.length);
  });

  it("do not go on for ever with a server that chooses what was not offered", async () => {
    const hello = async () => ({ ok: true, version: 0x0303, cipherSuite: 0x1301 }) as const;
    expect(await weakCiphers.run(answeringTarget({ hello, handshake: async () => GOOD }))).toEqual({ outcome: "pass" });
  });

  it("are found: SSL 3", async () => {
    const hello = async ({ version }: HelloProbe) => ({ ok: true, version, cipherSuite: 0x000a }) as const;
    const handshake = async ({ minVersion }: { minVersion: string }) => (minVersion === "TLSv1.2" ? GOOD : REFUSED);
    const result = await protocolVersions.run(answeringTarget({ hello, handshake }));
    expect(result).toMatchObject({ outcome: "fail", faults: [{ place: { parameter: "SSL 3" }, severity: "high" }] });
  });

  it("are not assessed on a port that speaks no TLS", async () => {
    const target = answeringTarget({ hello: async () => REFUSED, handshake: async () => REFUSED });
    expect(await protocolVersions.run(target)).toMatchObject({ outcome: "not-assessed" });
    expect(await weakCiphers.run(target)).toMatchObject({ outcome: "not-assessed" });
  });
});

describe("port 80 of a target over HTTPS", () => {
  const at80 = (answer: object | Error) => answeringTarget({ answers: { "http://target.test/": answer as Error } });
  const to = (location: string) => ({ status: 301, headers: [["location", location]] as const });

  it.each([
    ["redirects to HTTPS", to("https://www.target.test/")],
    ["is closed", new AppError("UNAVAILABLE", "Nothing listens there.")],
    ["is filtered", new AppError("TIMEOUT", "It took too long.")],
    ["refuses", { status: 403 }],
  ])("is right when it %s", async (_, answer) => {
    expect(await httpsRedirect.run(at80(answer))).toEqual({ outcome: "pass" });
  });

  it.each([
    ["serves the page", { status: 200, body: "hello" }],
    ["redirects to another host over plain HTTP", to("http://www.target.test/")],
  ])("is wrong when it %s", async (_, answer) => {
    expect(await httpsRedirect.run(at80(answer))).toMatchObject({
      outcome: "fail",
      faults: [{ place: { path: "/*", parameter: "http" } }],
    });
  });

  it("is followed within the host, and its cookies are looked at on the way", async () => {
    const answers = {
      "http://target.test/": {
        ...to("/start"),
        headers: [
          ["location", "/start"],
          ["set-cookie", "lang=en"],
        ] as const,
      },
      "http://target.test/start": to("https://target.test/start"),
    };
    const target = answeringTarget({ answers });
    expect(await httpsRedirect.run(target)).toEqual({ outcome: "pass" });
    expect(await cookiesOverHttp.run(target)).toMatchObject({
      outcome: "fail",
      faults: [{ place: { parameter: "lang" } }],
    });
  });

  it("is not assessed where it was not approved, and does not exist for other ports", async () => {
    const refused = at80(new AppError("FORBIDDEN", "target.test:80 is a private address."));
    expect(await httpsRedirect.run(refused)).toMatchObject({ outcome: "not-assessed" });
    const other = answeringTarget({ origin: "https://target.test:8443" });
    expect(await httpsRedirect.run(other)).toMatchObject({ outcome: "not-applicable" });
    const local = answeringTarget({ origin: "http://127.0.0.1:3000", pages: [exchangeOf("http://127.0.0.1:3000/")] });
    expect(await httpsRedirect.run(local)).toMatchObject({ outcome: "not-applicable" });
  });
});

it.each([
  ["max-age=31536000; includeSubDomains", null],
  ['Max-Age="31536000" ; preload', null],
  ["max-age=15768000", null],
  ["max-age=15767999", "lasts less than half a year"],
  ["max-age=0", "turned off"],
  ["max-age=-1", "cannot be read"],
  ["max-age=31536000, max-age=1", "cannot be read"],
  ["max-age=31536000; max-age=1", "cannot be read"],
  ["includeSubDomains", "cannot be read"],
  [null, "is not set"],
])("Strict-Transport-Security: %s", (value, problem) => {
  if (problem === null) expect(judgeHsts(value)).toBeNull();
  else expect(judgeHsts(value)).toContain(problem);
});

it("HSTS says nothing of addresses and plain HTTP", async () => {
  for (const origin of ["https://192.0.2.1", "http://target.test", "https://[2001:db8::1]"]) {
    expect(await hsts.run(answeringTarget({ origin, pages: [exchangeOf(`${origin}/`)] })), origin).toMatchObject({
      outcome: "not-applicable",
    });
  }
});
