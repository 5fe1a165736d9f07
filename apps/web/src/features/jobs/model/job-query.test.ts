import { describe, expect, it } from "vitest";
import { describeFilter, isNarrowed, jobQueryPatch, readJobQuery, toJobFilter } from "./job-query.ts";

const ref = { source: "apps", queue: "emails" };
const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };

describe("the query of a queue's jobs", () => {
  it("is read from the address", () => {
    const query = readJobQuery(new URLSearchParams("state=failed&q=ada&error=timeout&time=range"));
    expect(query).toEqual({ state: "failed", text: "ada", name: "", error: "timeout", payload: "", ranged: true });
    expect(isNarrowed(query)).toBe(true);
  });

  it("leaves out what makes no sense", () => {
    const query = readJobQuery(new URLSearchParams("state=lost&time=ever"));
    expect(query.state).toBeNull();
    expect(isNarrowed(query)).toBe(false);
  });

  it("goes back into the address, empty parts taken out", () => {
    expect(jobQueryPatch({ text: " ada ", name: "", ranged: false })).toEqual({ q: "ada", name: null, time: null });
    expect(jobQueryPatch({ state: "delayed" })).toEqual({ state: "delayed" });
  });

  it("becomes a filter that holds what is asked for and no more", () => {
    const query = readJobQuery(new URLSearchParams("name=welcome"));
    expect(toJobFilter(ref, query, "failed", range)).toEqual({ ...ref, state: "failed", name: "welcome" });
    expect(toJobFilter(ref, { ...query, ranged: true }, "failed", range)).toEqual({
      ...ref,
      state: "failed",
      name: "welcome",
      ...range,
    });
  });

  it("can be said in words", () => {
    expect(describeFilter({ ...ref, state: "failed" })).toBe("");
    expect(describeFilter({ ...ref, state: "failed", text: "ada", error: "503", ...range })).toBe(
      "with “ada” anywhere and “503” in the error, of the chosen time",
    );
    expect(describeFilter({ ...ref, state: "failed", ...range })).toBe("of the chosen time");
  });
});
