import { describe, expect, it } from "vitest";
import { asciiForms, type Flat, rowsThatMayHave } from "./chunk-rows.ts";

/** Values as a client cuts them out of what came through a socket, some pieces of it apart. */
function arrive(values: (string | null)[], pieces: number): Flat {
  const perPiece = Math.ceil(values.length / pieces);
  return Array.from({ length: pieces }, (_, piece) => {
    const some = values.slice(piece * perPiece, (piece + 1) * perPiece);
    const text = some.map((value) => (value === null ? "$-1\r\n" : `$9\r\n${value}\r\n`)).join("");
    const memory = Buffer.alloc(Buffer.byteLength(text));
    memory.write(text);
    let at = 0;
    return some.map((value) => {
      if (value === null) {
        at += 5;
        return null;
      }
      const start = at + 4;
      at = start + Buffer.byteLength(value) + 2;
      return memory.subarray(start, at - 2);
    });
  }).flat();
}

const LETTERS = ["id-0", "The Needle", null, "id-1", "hay", "no", "id-2", "Grüße", "needless", "id-3", "", null];

describe("rows that may have a text", () => {
  it.each([1, 2, 3, 4, 12])("are all those that have it, in order and once, from %i pieces of memory", (pieces) => {
    const flat = arrive(LETTERS, pieces);
    const rows = [...rowsThatMayHave(flat, 3, ["needle"])];
    expect(rows).toEqual([...new Set(rows)].toSorted((a, b) => a - b));
    expect(rows.every((row) => row % 3 === 0)).toBe(true);
    expect(rows).toEqual(expect.arrayContaining([0, 6]));
    expect([...rowsThatMayHave(flat, 3, ["nowhere", "either"])]).toEqual([]);
    expect([...rowsThatMayHave(flat, 3, ["nowhere", "hay"])]).toContain(3);
  });

  it("are few where the pieces are", () => {
    expect([...rowsThatMayHave(arrive(LETTERS, 4), 3, ["needle"])]).toEqual([0, 6]);
  });
});

describe("asciiForms", () => {
  it("are lower case, or none when a letter is beyond", () => {
    expect(asciiForms(["Needle", "needle", '"a":1'])).toEqual(["needle", '"a":1']);
    expect(asciiForms(["needle", "Ömer"])).toBeNull();
  });
});
