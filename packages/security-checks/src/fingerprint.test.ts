import { describe, expect, it } from "vitest";
import { fingerprintOf, normalPath, placeText } from "./fingerprint.ts";

const shop = "https://shop.example";
const at = (path: string, parameter?: string) =>
  fingerprintOf(shop, "headers.csp", { kind: "request", method: "GET", path, ...(parameter ? { parameter } : {}) });

describe("fingerprints", () => {
  it("stay the same for ever: what is stored was made of them", () => {
    expect(at("/")).toBe("3389a53dbfe90f165648d2012f28dd2a5808e0b41ef95718e5c867a2c1651573");
  });

  it("are the same for one place written in several ways", () => {
    expect(at("/users/17")).toBe(at("/users/42/?page=2#top"));
    expect(at("/users/17")).toBe(at("/users/{id}"));
    expect(at("/o/0af7651916cd43dd8448eb211c80319c")).toBe(at("/o/5f0c6d0e-4d3f-4a54-9a43-0d8a6a2f2b11"));
    const lower = fingerprintOf(shop, "headers.csp", { kind: "request", method: "get", path: "/" });
    expect(lower).toBe(at("/"));
  });

  it("differ by target, check, method, path and parameter", () => {
    const place = { kind: "request", method: "GET", path: "/" } as const;
    const all = [
      at("/"),
      at("/login"),
      at("/users/17"),
      at("/users"),
      at("/", "next"),
      fingerprintOf("https://other.example", "headers.csp", place),
      fingerprintOf(shop, "headers.framing", place),
      fingerprintOf(shop, "headers.csp", { ...place, method: "POST" }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("of a package do not change with its version", () => {
    const place = { kind: "package", purl: "pkg:npm/lodash", advisory: "GHSA-1" } as const;
    const of = (versions: string[]) => fingerprintOf("shop", "supply-chain.known-holes", { ...place, versions });
    expect(of(["4.17.20"])).toBe(of(["4.17.21", "3.0.0"]));
  });
});

describe("places", () => {
  it.each([
    ["", "/"],
    ["/", "/"],
    ["/a/b/", "/a/b"],
    ["/v2/users", "/v2/users"],
    ["/users/17/cart?x=1", "/users/{}/cart"],
  ])("%s is normally %s", (path, expected) => {
    expect(normalPath(path)).toBe(expected);
  });

  it("are one line", () => {
    expect(placeText({ kind: "request", method: "GET", path: "/go", parameter: "next" })).toBe("GET /go (next)");
    expect(placeText({ kind: "package", purl: "pkg:npm/a", advisory: "GHSA-1", versions: ["1.0.0"] })).toBe(
      "pkg:npm/a 1.0.0 · GHSA-1",
    );
    expect(placeText({ kind: "file", path: ".env", rule: "aws" })).toBe(".env · aws");
  });
});
