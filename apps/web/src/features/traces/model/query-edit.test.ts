import { describe, expect, it } from "vitest";
import { excludeFacet, facetValue, removeTerm, setDurationRange, termsOf, toggleFacet } from "./query-edit.ts";

describe("editing a query", () => {
  it("takes out one term and keeps the rest as it was typed", () => {
    const text = "service:cart  http.route:'/a b'   status:error";
    const [first, second, third] = termsOf(text);
    expect(removeTerm(text, first as never)).toBe("http.route:'/a b'   status:error");
    expect(removeTerm(text, second as never)).toBe("service:cart status:error");
    expect(removeTerm(text, third as never)).toBe("service:cart  http.route:'/a b'");
  });

  it("sets, changes and takes off a facet", () => {
    expect(toggleFacet("", "service", "a b")).toBe('service:"a b"');
    expect(toggleFacet("service:cart status:error", "service", "web")).toBe("status:error service:web");
    expect(toggleFacet("service:cart status:error", "service", "cart")).toBe("status:error");
    expect(toggleFacet("-service:cart x:1", "service", "cart")).toBe("x:1 service:cart");
    expect(toggleFacet("-service:web", "service", "cart")).toBe("-service:web service:cart");
    expect(facetValue("-service:web service:cart", "service")).toBe("cart");
  });

  it("excludes a value once", () => {
    expect(excludeFacet("service:cart", "service", "cart")).toBe("-service:cart");
    expect(excludeFacet("-service:cart", "service", "cart")).toBe("-service:cart");
  });

  it("replaces the bounds of the duration, rounded outwards", () => {
    expect(setDurationRange("a:1 duration>5s", 12.3456, 987.654)).toBe("a:1 duration>=12.3ms duration<=988ms");
    expect(setDurationRange("duration>5s a:1 duration<6s", null, null)).toBe("a:1");
    expect(setDurationRange("", 0.0004, null)).toBe("duration>=400ns");
  });
});
