import { describe, expect, it } from "vitest";
import { flagOf, MetaParser, type MetaReply } from "./meta-parser.ts";

const ANSWERS = Buffer.from("HD\r\nVA 7 c42 t-1\r\na\r\nb\r\nc\r\nEN\r\nVA 0\r\n\r\nNF\r\n");
const EXPECTED = [
  ["HD", null],
  ["VA", "a\r\nb\r\nc"],
  ["EN", null],
  ["VA", ""],
  ["NF", null],
];

function parse(chunks: Buffer[]): MetaReply[] {
  const replies: MetaReply[] = [];
  const parser = new MetaParser((reply) => replies.push(reply));
  for (const chunk of chunks) parser.push(chunk);
  return replies;
}

describe("MetaParser", () => {
  it.each([1, 2, 3, 7, 1_000])("cuts chunks of %d bytes into answers", (size) => {
    const chunks: Buffer[] = [];
    for (let from = 0; from < ANSWERS.byteLength; from += size) chunks.push(ANSWERS.subarray(from, from + size));
    const replies = parse(chunks);
    expect(replies.map(({ code, value }) => [code, value?.toString() ?? null])).toEqual(EXPECTED);
    expect(replies.map((reply) => flagOf(reply, "c"))).toEqual([undefined, "42", undefined, undefined, undefined]);
  });

  it("refuses what is no answer", () => {
    expect(() => parse([Buffer.from("VA much\r\n")])).toThrow("without its size");
    expect(() => parse([Buffer.alloc(5_000, "x")])).toThrow("without an end");
  });
});
