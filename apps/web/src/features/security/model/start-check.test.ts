import { expect, it } from "vitest";
import { refusalOf } from "./start-check.ts";

it("says what stands against a scan before it is asked for", () => {
  const pending = { kind: "web", status: "pending", isPrivate: false } as const;
  expect(refusalOf(pending, "passive")).toBeNull();
  expect(refusalOf(pending, "standard")).toMatch(/Ownership/);
  expect(refusalOf({ ...pending, isPrivate: true }, "passive")).toMatch(/admin/);
  expect(refusalOf({ ...pending, status: "approved", isPrivate: true }, "active")).toBeNull();
  expect(refusalOf({ kind: "files", status: null, isPrivate: null }, "standard")).toBeNull();
});
