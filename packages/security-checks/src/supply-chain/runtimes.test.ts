import { describe, expect, it } from "vitest";
import { conclude } from "./checks/outdated-runtime.ts";
import { endOfLifeOf, loadEndOfLifeData } from "./end-of-life.ts";
import { readRuntimes } from "./runtimes.ts";

const read = (path: string, text: string) =>
  readRuntimes(path, text).map(({ product, version }) => `${product} ${version}`);

describe("runtimes", () => {
  it.each([
    [".nvmrc", "v18.19.0\n", ["nodejs 18.19.0"]],
    [".nvmrc", "lts/hydrogen", []],
    [".python-version", "3.8", ["python 3.8"]],
    [".ruby-version", "ruby-3.1.2", ["ruby 3.1.2"]],
    ["runtime.txt", "python-3.7.9", ["python 3.7.9"]],
    [".tool-versions", "nodejs 16.20.0 # old\nterraform 1.0.0\npython 3.12.1", ["nodejs 16.20.0", "python 3.12.1"]],
    ["go.mod", "module x\ngo 1.18\ntoolchain go1.21.3\n", ["go 1.21.3"]],
    ["package.json", '{"engines":{"node":">=14"},"volta":{"node":"16.1.0"}}', ["nodejs 16.1.0"]],
    ["global.json", '{"sdk":{"version":"6.0.100"}}', ["dotnet 6.0.100"]],
    ["api.Dockerfile", "FROM docker.io/library/python:3.8-slim@sha256:abc", ["python 3.8"]],
    ["Dockerfile", "FROM ghcr.io/me/node:12\nFROM node\nFROM node:latest\nFROM scratch", ["nodejs latest"]],
    ["Dockerfile.prod", "FROM mcr.microsoft.com/dotnet/aspnet:6.0", ["dotnet 6.0"]],
    [
      "compose.yaml",
      "  image: ${DB_IMAGE:-postgres:12}\n  image: 'redis:6.2-alpine' # cache",
      ["postgresql 12", "redis 6.2"],
    ],
    ["src/index.ts", "FROM node:12", []],
    ["package.json", "{", []],
  ])("of %s: %s", (path, text, runtimes) => {
    expect(read(path, text)).toEqual(runtimes);
  });

  it("end by the most exact release cycle, from the day after", async () => {
    const data = await loadEndOfLifeData();
    const ended = (product: string, version: string, day: string) =>
      endOfLifeOf({ product, version, text: "" }, data, new Date(day))?.cycle ?? null;
    expect(ended("nodejs", "18.19.1", "2026-11-20")).toBe("18");
    expect(ended("python", "3.8.2", "2026-11-20")).toBe("3.8");
    expect(ended("python", "3", "2026-11-20")).toBeNull();
    expect(ended("ubuntu", "bionic", "2026-11-20")).toBe("18.04");
    expect(ended("nodejs", "latest", "2026-11-20")).toBeNull();
    expect(ended("nodejs", "99", "2026-11-20")).toBeNull();
    const { eol } = data.products["nodejs"]!.cycles["18"]!;
    expect(ended("nodejs", "18", `${String(eol)}T12:00:00Z`)).toBeNull();
  });

  it("are not assessed by data that is too old, but what ended before it is told", () => {
    const products = { nodejs: { title: "Node.js", cycles: { "16": { eol: "2023-09-11" }, "24": { eol: false } } } };
    const named = ["16", "24"].map((version) => ({
      path: ".nvmrc",
      runtime: { product: "nodejs", version, text: version },
    }));
    const result = conclude(named, { date: "2024-01-01", products }, new Date("2026-11-20"));
    expect(result).toMatchObject({ outcome: "not-assessed", reason: expect.stringContaining("2024-01-01") });
    expect("faults" in result && result.faults.map(({ title }) => title)).toEqual(["Node.js 16 is out of support"]);
  });
});
