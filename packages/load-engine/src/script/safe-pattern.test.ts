import { describe, expect, it } from "vitest";
import { compilePattern } from "./safe-pattern.ts";

describe("a regular expression of a user", () => {
  it.each([
    ['"token":"([^"]+)"', '{"token":"abc"}', "abc"],
    ["<title>(.*?)</title>", "<title>Shop</title>", "Shop"],
    ["[(+*]{2,3}(\\d{1,4})", "(+12", "12"],
    ["(?:a|b)+(c)", "abac", "c"],
    ["(?<name>x+)y", "xxy", "xx"],
    ["[\\]a]+(z)", "a]z", "z"],
    ["(\\w+)@(?=x)", "joe@x", "joe"],
  ])("%s finds what it is for", (source, text, found) => {
    expect(compilePattern(source).exec(text)?.[1]).toBe(found);
  });

  it.each(["(a+)+b", "(?:a*)*", "((?:x+y?)+)*z", "(.*,)*x", "(a|b+){2,}c", "(?=(a+)+)b"])(
    "%s is refused: it may take for ever",
    (source) => {
      expect(() => compilePattern(source)).toThrow("may take for ever");
    },
  );

  it.each(["(a)\\1", "(?<x>a)\\k<x>"])("%s is refused: references back", (source) => {
    expect(() => compilePattern(source)).toThrow("references back");
  });

  it.each(["(", "[", "a{2,1}", "*a"])("%s is no expression", (source) => {
    expect(() => compilePattern(source)).toThrow("Invalid regular expression");
  });

  it.each([
    ["(?:a|a)*b", "a".repeat(40)],
    ["(?:a|aa){2,}b", "a".repeat(60)],
    [`${"a?".repeat(30)}${"a".repeat(30)}b`, "a".repeat(30)],
    ["(?:a?){30}a{30}b", "a".repeat(30)],
    [`${"(?:a|a)".repeat(30)}b`, "a".repeat(40)],
    ["((((a|a){9}){9}){9}b)", "a".repeat(900)],
    ["a.*b.*c.*d", "abc".repeat(100_000)],
    ["a.*b", "a".repeat(1_000_000)],
    ["\\s+$", `${" ".repeat(1_000_000)}x`],
  ])("%s is broken off, and after three times not tried again", (source, text) => {
    const pattern = compilePattern(source);
    const from = performance.now();
    for (let round = 0; round < 20; round += 1) {
      expect(pattern.exec(text)).toBe(null);
    }
    // Three times 50 ms; without a limit each of them takes minutes or longer.
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  it("looks at the first MiB", () => {
    const pattern = compilePattern("needle");
    expect(pattern.exec(`${"x".repeat(1_000_000)}needle`)?.index).toBe(1_000_000);
    expect(pattern.exec(`${"x".repeat(1_100_000)}needle`)).toBe(null);
  });

  it("never hangs, whatever is written", () => {
    const pieces = [
      "a",
      "b",
      ".",
      "(",
      ")",
      "(?:",
      "|",
      "*",
      "+",
      "?",
      "{2,5}",
      "{3}",
      "[ab]",
      "\\d",
      "\\w",
      "^",
      "$",
      "{1,}",
    ];
    let compiled = 0;
    let state = 12_345;
    const next = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state % below;
    };
    for (let round = 0; round < 4_000; round += 1) {
      const source = Array.from({ length: 2 + next(10) }, () => pieces[next(pieces.length)]).join("");
      let pattern: ReturnType<typeof compilePattern>;
      try {
        pattern = compilePattern(source);
      } catch {
        continue;
      }
      compiled += 1;
      const from = performance.now();
      pattern.exec(`${"ab".repeat(30)}${"a".repeat(200)}!`);
      expect(performance.now() - from, source).toBeLessThan(400);
    }
    expect(compiled).toBeGreaterThan(300);
  });
});
