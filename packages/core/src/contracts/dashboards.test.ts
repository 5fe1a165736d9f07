import { expect, it } from "vitest";
import { dashboardsCreateInputSchema } from "./dashboards.ts";

const query = { metric: "jobs", aggregation: "rate" };
const tile = { id: "a", kind: "line", x: 0, y: 0, width: 6, height: 4, queries: [query] };
const parse = (tiles: object[], variables: object[] = []) =>
  dashboardsCreateInputSchema.safeParse({ name: "Shop", tiles, variables });

it("a dashboard's tiles fit the grid, have ids of their own, and something to show", () => {
  expect(parse([tile, { ...tile, id: "b", x: 6 }]).success).toBe(true);
  expect(parse([{ ...tile, kind: "text", queries: [], text: "# Shop" }]).success).toBe(true);
  const wrong = [
    [tile, tile],
    [{ ...tile, x: 7 }],
    [{ ...tile, width: 13 }],
    [{ ...tile, queries: [] }],
    [{ ...tile, kind: "text" }],
    [{ ...tile, id: "a b" }],
    [{ ...tile, queries: Array(9).fill(query) }],
  ];
  for (const tiles of wrong) expect(parse(tiles).success, JSON.stringify(tiles)).toBe(false);
});

it("a dashboard's variables have names of their own that can follow a $", () => {
  const variable = { name: "service", label: "service", metric: "jobs" };
  expect(parse([], [variable, { ...variable, name: "host" }]).success).toBe(true);
  expect(parse([], [variable, variable]).success).toBe(false);
  expect(parse([], [{ ...variable, name: "1st" }]).success).toBe(false);
});
