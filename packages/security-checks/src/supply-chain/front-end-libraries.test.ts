import { describe, expect, it } from "vitest";
import { createLibraryDetector, loadLibraryData } from "./front-end-libraries.ts";

const data = await loadLibraryData();
const detect = createLibraryDetector(data);
const found = (url: string, text: string) =>
  detect(`https://shop.example.com${url}`, text).map(({ name, version, holes }) => [name, version, holes.length > 0]);

describe("front-end libraries", () => {
  it("are known by what they say of themselves", () => {
    expect(found("/a.js", "/*! jQuery v3.4.1 | (c) JS Foundation */")).toEqual([["jquery", "3.4.1", true]]);
    expect(found("/a.js", "/*! jQuery v3.7.1 | (c) OpenJS Foundation */")).toEqual([["jquery", "3.7.1", false]]);
    expect(found("/a.js", "/**\n * @license AngularJS v1.5.8\n */")).toEqual([["angularjs", "1.5.8", true]]);
  });

  it("are known by their name or address, unless the file says otherwise", () => {
    expect(found("/js/jquery-1.8.1.min.js", "!function(){}")).toEqual([["jquery", "1.8.1", true]]);
    expect(found("/ajax/libs/jquery/2.0.3/jquery.min.js", "")).toEqual([["jquery", "2.0.3", true]]);
    expect(found("/js/jquery-1.8.1.min.js", "/*! jQuery v3.7.1 | (c) */")).toEqual([["jquery", "3.7.1", false]]);
  });

  it("are not seen in ordinary code", () => {
    expect(found("/app.js", "export const jquery = 'jQuery v is nice'; // 3.4.1")).toEqual([]);
  });

  it("have holes by version, from and below", () => {
    const [library] = detect("https://a.example/", "/*! jQuery v1.12.4 */");
    for (const { below, atOrAbove } of library!.holes) expect([below, atOrAbove]).not.toContain("1.12.4");
    expect(library!.holes.flatMap(({ ids }) => ids)).toContain("CVE-2020-11022");
    expect(library!.holes.flatMap(({ ids }) => ids)).not.toContain("CVE-2011-4969");
  });

  it("are given up on when an expression runs on for ever", () => {
    const signs = {
      uri: [],
      filename: [],
      filecontent: ["(a+)+$"],
      filecontentreplace: [],
      hashes: {},
      vulnerabilities: [],
    };
    const slow = createLibraryDetector({ date: data.date, libraries: { slow: signs } });
    expect(() => slow("https://a.example/", `${"a".repeat(64)}!`)).toThrow(/timed out/);
  });
});
