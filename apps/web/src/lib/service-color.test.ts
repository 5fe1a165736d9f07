import { expect, it } from "vitest";
import { serviceColor, serviceColorIndex, serviceColorVariables } from "./service-color.ts";

it("gives a service the same colour every time", () => {
  expect(serviceColorIndex("checkout")).toBe(serviceColorIndex("checkout"));
  expect(serviceColor("checkout", "dark")).toMatch(/^#[0-9a-f]{6}$/);
});

it("keeps common names apart", () => {
  const names = [
    "gateway",
    "checkout",
    "payments",
    "cart",
    "catalog",
    "plimsoll-web",
    "plimsoll-ingest",
    "plimsoll-worker",
  ];
  expect(new Set(names.map(serviceColorIndex)).size).toBe(names.length);
});

it("uses all twelve colours", () => {
  const names = Array.from({ length: 400 }, (_, index) => `service-${index}`);
  expect(new Set(names.map(serviceColorIndex)).size).toBe(12);
  expect(Object.keys(serviceColorVariables("light"))).toHaveLength(12);
});
