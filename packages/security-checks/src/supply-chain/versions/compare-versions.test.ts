import { describe, expect, it } from "vitest";
import { compareMaven } from "./compare-maven.ts";
import { compareVersions } from "./compare-versions.ts";

function signs(ecosystem: string, ascending: string[]): string[] {
  return ascending
    .slice(1)
    .map((version, index) => ({ version, before: ascending[index]! }))
    .filter(({ version, before }) => {
      const up = compareVersions(ecosystem, before, version);
      const down = compareVersions(ecosystem, version, before);
      return up === null || down === null || up >= 0 || down <= 0;
    })
    .map(({ version, before }) => `${before} < ${version}`);
}

describe("versions are in their ecosystem's order", () => {
  it.each([
    ["npm", ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0", "1.0.10", "1.2", "2"]],
    ["crates.io", ["0.1.9", "0.1.10", "1.0.0-rc.1", "1.0.0"]],
    ["Go", ["0.0.0-20200101000000-abcdefabcdef", "0.1.0", "1.20.0", "1.21rc2", "1.21.0", "2.0.0+incompatible"]],
    ["PyPI", ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.1", "1.10", "1!0.5"]],
    ["Maven", ["1-alpha-1", "1-beta", "1-m3", "1-rc", "1-SNAPSHOT", "1", "1-sp", "1-abc", "1-1", "1.1", "1.10", "2"]],
  ])("%s", (ecosystem, ascending) => {
    expect(signs(ecosystem, ascending)).toEqual([]);
  });

  it("takes ways to write a version as the same", () => {
    expect(compareVersions("PyPI", "1.0", "1.0.0")).toBe(0);
    expect(compareVersions("npm", "v1.0.0", "1.0.0")).toBe(0);
    expect(compareVersions("Go", "1.2.3+incompatible", "1.2.3")).toBe(0);
    for (const [left, right] of [
      ["1", "1.0.0"],
      ["1", "1-ga"],
      ["1.0-final", "1"],
      ["1.0.RELEASE", "1"],
      ["1-a1", "1-alpha-1"],
      ["1-CR1", "1-rc-1"],
    ] as const)
      expect([left, right, compareMaven(left, right)]).toEqual([left, right, 0]);
  });

  // From the table of https://maven.apache.org/pom.html#Version_Order_Specification.
  it.each([
    ["1-1.foo-bar1baz-.1", "1-1.foo-bar-1-baz-0.1", 0],
    ["1", "1.1", -1],
    ["1-snapshot", "1", -1],
    ["1", "1-sp", -1],
    ["1-foo2", "1-foo10", -1],
    ["1.foo", "1-1", -1],
    ["1-1", "1.1", -1],
    ["1.0.0-foo.0.0", "1-foo", 0],
  ])("Maven: %s and %s", (left, right, order) => {
    expect(Math.sign(compareMaven(left, right))).toBe(order);
    expect(Math.sign(compareMaven(right, left))).toBe(order === 0 ? 0 : -order);
  });

  it("says nothing of what is no version", () => {
    expect(compareVersions("npm", "workspace", "1.0.0")).toBeNull();
    expect(compareVersions("PyPI", "1.0", "latest")).toBeNull();
    expect(compareVersions("Debian", "1", "2")).toBeNull();
  });
});
