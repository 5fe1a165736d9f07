import { describe, expect, it } from "vitest";
import { headersError, parseHeaders } from "./header-lines.ts";

describe("headers, one a line", () => {
  it("are read by name, with all of their value", () => {
    expect(parseHeaders("Authorization: Bearer a:b==\n\n cookie:  sid=1; theme=dark ")).toEqual({
      Authorization: "Bearer a:b==",
      cookie: "sid=1; theme=dark",
    });
  });

  it("are refused with the line that is wrong, never with its value", () => {
    expect(headersError("")).toMatch(/at least one/);
    const error = headersError("Cookie: a\nBearer s3cret");
    expect(error).toMatch(/Line 2/);
    expect(error).not.toContain("s3cret");
    expect(headersError("Cookie: a\ncookie: b")).toMatch(/twice/);
    expect(headersError("Empty:")).toMatch(/Line 1/);
    expect(parseHeaders("nonsense")).toBeNull();
  });
});
