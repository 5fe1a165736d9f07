import type { DashboardTile } from "@plimsoll/core";
import { expect, it } from "vitest";
import { flow, freshId, inReadingOrder, LEAST_HEIGHT, moved, resized } from "./layout.ts";

const tile = (id: string, width: number, height = 4): DashboardTile => ({
  id,
  title: id,
  kind: "line",
  x: 0,
  y: 0,
  width,
  height,
  queries: [],
  text: "",
});
const places = (tiles: DashboardTile[]) => tiles.map(({ id, x, y }) => [id, x, y]);

it("tiles flow row after row, the next row below the highest of the last", () => {
  const tiles = flow([tile("a", 6), tile("b", 6, 8), tile("c", 4), tile("d", 12)]);
  expect(places(tiles)).toEqual([
    ["a", 0, 0],
    ["b", 6, 0],
    ["c", 0, 8],
    ["d", 0, 12],
  ]);
  expect(places(inReadingOrder(tiles.toReversed()))).toEqual(places(tiles));
});

it("a tile moves by a place and the others make room", () => {
  const tiles = flow([tile("a", 6), tile("b", 6), tile("c", 6)]);
  expect(moved(tiles, "c", -1).map(({ id }) => id)).toEqual(["a", "c", "b"]);
  expect(moved(tiles, "a", -1).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(moved(tiles, "a", 9).map(({ id }) => id)).toEqual(["b", "c", "a"]);
  expect(moved(tiles, "none", 1)).toEqual(tiles);
});

it("a tile becomes no larger than the grid and no smaller than can be read", () => {
  const tiles = flow([tile("a", 6), tile("b", 6)]);
  expect(resized(tiles, "a", { width: 8, height: 5 })).toMatchObject([
    { id: "a", width: 8, height: 5, y: 0 },
    { id: "b", width: 6, x: 0, y: 5 },
  ]);
  expect(resized(tiles, "a", { width: 40, height: 0 })[0]).toMatchObject({ width: 12, height: LEAST_HEIGHT });
});

it("a new tile has an id of its own", () => {
  expect(freshId([tile("tile-2", 6)])).toBe("tile-3");
  expect(freshId([])).toBe("tile-1");
});
