import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { resolveFilter } from "./resolve-filter.ts";

describe("resolveFilter", () => {
  it("leaves fields alone when there is no text", () => {
    expect(resolveFilter({ service: "checkout", query: "  " })).toEqual({ service: "checkout" });
  });

  it("joins text and fields by and, taking the narrower duration", () => {
    const filter = resolveFilter({
      minDurationMs: 100,
      attributes: [{ key: "a", op: "=", value: "1" }],
      query: "service:checkout duration>=250ms b=2",
    });
    expect(filter).toMatchObject({ service: "checkout", minDurationMs: 250 });
    expect(filter.attributes?.map((attribute) => attribute.key)).toEqual(["a", "b"]);
  });

  it("refuses two values for one field", () => {
    expect(() => resolveFilter({ service: "a", query: "service:b" })).toThrow(/given twice/);
  });

  it("says at which column the text is wrong", () => {
    expect(() => resolveFilter({ query: "service:checkout status:purple" })).toThrow(AppError);
    expect(() => resolveFilter({ query: "service:checkout status:purple" })).toThrow(/column \d+/);
  });
});
