import { describe, expect, it } from "vitest";
import { decodeAnyValue, decodeKeyValues, decodeSpanAttributes } from "./attribute-decoding.ts";

describe("decodeAnyValue", () => {
  it.each([
    [{ stringValue: "" }, "", null],
    [{ boolValue: false }, false, null],
    [{ intValue: "42" }, 42, null],
    [{ intValue: "9007199254740991" }, 9_007_199_254_740_991, null],
    [{ intValue: "9007199254740992" }, "9007199254740992", "int"],
    [{ intValue: "-9223372036854775808" }, "-9223372036854775808", "int"],
    [{ doubleValue: 0.5 }, 0.5, null],
    [{ doubleValue: 3 }, 3, "double"],
    [{ doubleValue: "NaN" }, "NaN", "double"],
    [{ doubleValue: "-Infinity" }, "-Infinity", "double"],
    [{ bytesValue: "AQID" }, "AQID", "bytes"],
    [{}, null, "empty"],
    [{ arrayValue: {} }, [], null],
    [{ arrayValue: { values: [{ stringValue: "a" }, { boolValue: true }] } }, ["a", true], null],
    [{ kvlistValue: {} }, {}, null],
  ])("%j", (encoded, value, type) => {
    expect(decodeAnyValue(encoded)).toEqual({ value, type });
  });

  it("says the types inside arrays and lists only where JSON cannot", () => {
    const nested = {
      arrayValue: {
        values: [
          { intValue: "1" },
          {
            kvlistValue: {
              values: [
                { key: "big", value: { intValue: "9223372036854775807" } },
                { key: "plain", value: { stringValue: "x" } },
              ],
            },
          },
          { arrayValue: { values: [{ bytesValue: "AA==" }] } },
        ],
      },
    };
    expect(decodeAnyValue(nested)).toEqual({
      value: [1, { big: "9223372036854775807", plain: "x" }, ["AA=="]],
      type: { array: [null, { kvlist: { big: "int" } }, { array: ["bytes"] }] },
    });
  });
});

describe("sets of attributes", () => {
  it("have no types when there are none to tell", () => {
    expect(decodeKeyValues([{ key: "a", value: { stringValue: "b" } }])).toEqual({ attributes: { a: "b" } });
  });

  it("keep the last of a repeated key, with its type", () => {
    const set = decodeKeyValues([
      { key: "a", value: { bytesValue: "AA==" } },
      { key: "a", value: { stringValue: "b" } },
    ]);
    expect(set).toEqual({ attributes: { a: "b" } });
  });

  it("keep keys that JavaScript knows otherwise", () => {
    const { attributes } = decodeKeyValues([{ key: "__proto__", value: { stringValue: "x" } }]);
    expect(Object.entries(attributes)).toEqual([["__proto__", "x"]]);
  });

  it("join the four maps of a span, as ClickHouse writes them", () => {
    const set = decodeSpanAttributes(
      { s: "t" },
      { i: "7" },
      { d: 1.5, n: "nan", m: "-inf" },
      { b: '{"boolValue":true}' },
    );
    expect(set).toEqual({
      attributes: { s: "t", i: 7, d: 1.5, n: "NaN", m: "-Infinity", b: true },
      attributeTypes: { n: "double", m: "double" },
    });
  });
});
