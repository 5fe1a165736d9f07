import type { ServiceMap } from "@plimsoll/core";
import { expect, it } from "vitest";
import { edgePath, layoutMap, topologyOf } from "./map-layout.ts";
import { edgeWidth, errorColor } from "./map-style.ts";

const node = (id: string) => ({ id, name: id, kind: "service" as const, ratePerSecond: 1, errorRatio: 0, p95Ms: 1 });
const edge = (from: string, to: string, calls = 1) => ({
  from,
  to,
  toKind: "service" as const,
  calls,
  errors: 0,
  ratePerSecond: calls,
  p95Ms: 1,
});
const map: ServiceMap = {
  nodes: [node("web"), node("cart"), node("db")],
  edges: [edge("web", "cart"), edge("cart", "db")],
  sampledOneIn: 1,
};

it("lays callers to the left of callees", () => {
  const { positions } = layoutMap(topologyOf(map));
  const x = (id: string) => positions.get(id)?.x ?? Number.NaN;
  expect(x("web")).toBeLessThan(x("cart"));
  expect(x("cart")).toBeLessThan(x("db"));
});

it("keeps positions when only figures or their order change", () => {
  const later = { ...map, nodes: map.nodes.toReversed(), edges: [edge("cart", "db", 90), edge("web", "cart", 7)] };
  expect(layoutMap(topologyOf(later))).toEqual(layoutMap(topologyOf(map)));
});

it("survives loops and edges to nodes it does not know", () => {
  const odd = { ...map, edges: [edge("web", "web"), edge("web", "gone"), edge("db", "web"), edge("web", "db")] };
  expect(layoutMap(topologyOf(odd)).positions.size).toBe(3);
});

it("draws busy edges wider and failing ones in the colour of errors", () => {
  expect(edgeWidth(0, 10)).toBe(1.5);
  expect(edgeWidth(10, 10)).toBe(8);
  expect(edgeWidth(1, 10)).toBeLessThan(edgeWidth(5, 10));
  expect(errorColor(0.5)).toBe("var(--error)");
  expect(errorColor(null)).toBe("var(--map-edge)");
});

it("leads an edge that skips a layer around what stands in between", () => {
  const skipping = { ...map, edges: [...map.edges, edge("web", "db")] };
  expect(layoutMap(topologyOf(skipping)).bends.get("web→db")?.length).toBeGreaterThan(0);
  expect(edgePath({ x: 0, y: 0 }, [], { x: 10, y: 4 })).toBe("M0,0C5,0 5,4 10,4");
});
