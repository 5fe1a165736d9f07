import { describe, expect, it } from "vitest";
import { isLockFile, readLockFile } from "./read-lock-file.ts";

function read(path: string, text: string) {
  const { components, unpinned } = readLockFile(path, text);
  return {
    components: components.map(({ purl, version }) => `${purl}@${version}`),
    unpinned: unpinned.map(({ name }) => name),
  };
}

describe("lock files", () => {
  it("package-lock.json, versions 2 and 3", () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        "": { name: "shop", dependencies: { lodash: "^4" } },
        "packages/own": { name: "@shop/own", version: "1.0.0" },
        "node_modules/@shop/own": { resolved: "packages/own", link: true },
        "node_modules/lodash": { version: "4.17.20", license: "MIT", resolved: "https://registry.example/lodash.tgz" },
        "node_modules/a/node_modules/@scope/b": { version: "1.2.3", dev: true },
        "node_modules/alias": { name: "real", version: "2.0.0" },
      },
    };
    const { components } = readLockFile("package-lock.json", JSON.stringify(lock));
    expect(components).toEqual([
      expect.objectContaining({ purl: "pkg:npm/lodash", version: "4.17.20", licence: "MIT", isDevelopment: false }),
      expect.objectContaining({ purl: "pkg:npm/%40scope/b", name: "@scope/b", version: "1.2.3", isDevelopment: true }),
      expect.objectContaining({ purl: "pkg:npm/real", version: "2.0.0" }),
    ]);
  });

  it("package-lock.json, version 1", () => {
    const lock = {
      lockfileVersion: 1,
      dependencies: {
        a: { version: "1.0.0", dependencies: { b: { version: "2.0.0", dev: true } } },
        renamed: { version: "npm:@real/name@3.0.0" },
        local: { version: "file:../local" },
      },
    };
    expect(read("package-lock.json", JSON.stringify(lock)).components).toEqual([
      "pkg:npm/a@1.0.0",
      "pkg:npm/%40real/name@3.0.0",
      "pkg:npm/b@2.0.0",
    ]);
  });

  it.each([
    ["9", "  lodash@4.17.20: {}\n  '@scope/b@1.2.3(react@18.0.0)': {}\n  'local@file:../local': {}\n"],
    ["6", "  /lodash@4.17.20: {dev: false}\n  /@scope/b@1.2.3(react@18.0.0): {}\n  file:../local: {name: local}\n"],
    ["5", "  /lodash/4.17.20: {}\n  /@scope/b/1.2.3_react@18.0.0: {}\n"],
  ])("pnpm-lock.yaml, version %s", (version, packages) => {
    expect(read("pnpm-lock.yaml", `lockfileVersion: '${version}.0'\npackages:\n${packages}`).components).toEqual([
      "pkg:npm/lodash@4.17.20",
      "pkg:npm/%40scope/b@1.2.3",
    ]);
  });

  it("pnpm-lock.yaml, as pnpm writes it, however large", () => {
    const lock = `lockfileVersion: '6.0'

settings:
  autoInstallPeers: true

importers:
  .:
    dependencies:
      lodash:
        specifier: ^4
        version: 4.17.20

packages:

  /lodash@4.17.20:
    resolution: {integrity: sha512-abc==, tarball: http://registry.example/lodash.tgz}
    engines: {node: '>=6.9.0'}
    deprecated: use another, name: other, version: 1.0.0
    dependencies:
      other: 9.9.9
    dev: true

  github.com/me/fork/abc:
    resolution: {tarball: https://codeload.example/abc}
    name: fork
    version: 3.0.0
    dev: false

snapshots:

  lodash@1.0.0: {}
`;
    const { components } = readLockFile("pnpm-lock.yaml", lock);
    expect(
      components.map(({ name, version, isDevelopment, source }) => [name, version, isDevelopment, source]),
    ).toEqual([
      ["lodash", "4.17.20", true, "http://registry.example/lodash.tgz"],
      ["fork", "3.0.0", false, "https://codeload.example/abc"],
    ]);
    const many = Array.from(
      { length: 30_000 },
      (_, index) => `  a${index}@1.0.0:\n    resolution: {integrity: sha512-abc}\n`,
    );
    const large = `lockfileVersion: '9.0'\npackages:\n${many.join("")}`;
    expect(readLockFile("pnpm-lock.yaml", large).components).toHaveLength(30_000);
    const hostile = `lockfileVersion: '9.0'\npackages:\n  ${"!a ".repeat(300_000)}\n  ${"[".repeat(300_000)}`;
    expect(readLockFile("pnpm-lock.yaml", hostile).components).toEqual([]);
  });

  it("yarn.lock, of Yarn 1", () => {
    const lock = `# yarn lockfile v1


"@scope/b@^1.0.0", "@scope/b@^1.2.0":
  version "1.2.3"
  resolved "https://registry.example/b.tgz#abc"

lodash@^4.0.0:
  version "4.17.20"
  resolved "http://registry.example/lodash.tgz#abc"
  dependencies:
    other "^1.0.0"

"alias@npm:real@^2.0.0":
  version "2.0.0"
`;
    const { components } = readLockFile("app/yarn.lock", lock);
    expect(components.map(({ purl, version, source }) => [purl, version, source])).toEqual([
      ["pkg:npm/%40scope/b", "1.2.3", "https://registry.example/b.tgz#abc"],
      ["pkg:npm/lodash", "4.17.20", "http://registry.example/lodash.tgz#abc"],
      ["pkg:npm/real", "2.0.0", undefined],
    ]);
  });

  it("yarn.lock, of Yarn 2 and later", () => {
    const lock = `__metadata:
  version: 8

"@scope/b@npm:^1.0.0":
  version: 1.2.3
  resolution: "@scope/b@npm:1.2.3"

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
`;
    expect(read("yarn.lock", lock).components).toEqual(["pkg:npm/%40scope/b@1.2.3"]);
  });

  it("requirements.txt", () => {
    const text = `# needed
Django==4.2.1 ; python_version >= "3.8"
requests[security]==2.31.0 \\
    --hash=sha256:abc
zope.interface===5.0
flask>=2
-r other.txt
numpy==1.*
typing_extensions
`;
    expect(read("requirements-dev.txt", text)).toEqual({
      components: ["pkg:pypi/django@4.2.1", "pkg:pypi/requests@2.31.0", "pkg:pypi/zope-interface@5.0"],
      unpinned: ["flask", "numpy", "typing_extensions"],
    });
  });

  it("poetry.lock and uv.lock", () => {
    const poetry = `[[package]]\nname = "Django"\nversion = "4.2.1"\n\n[[package]]\nname = "own"\nversion = "1"\n[package.source]\ntype = "directory"\nurl = "."\n`;
    expect(read("poetry.lock", poetry).components).toEqual(["pkg:pypi/django@4.2.1"]);
    const uv = `version = 1\n[[package]]\nname = "django"\nversion = "4.2.1"\nsource = { registry = "https://pypi.example" }\n\n[[package]]\nname = "own"\nversion = "0.1.0"\nsource = { virtual = "." }\n`;
    expect(read("uv.lock", uv).components).toEqual(["pkg:pypi/django@4.2.1"]);
  });

  it("Pipfile.lock", () => {
    const lock = {
      default: { django: { version: "==4.2.1" } },
      develop: { own: { path: "." }, black: { version: "==23.1.0" } },
    };
    expect(read("Pipfile.lock", JSON.stringify(lock)).components).toEqual([
      "pkg:pypi/django@4.2.1",
      "pkg:pypi/black@23.1.0",
    ]);
  });

  it("Cargo.lock", () => {
    const lock = `version = 3\n[[package]]\nname = "own"\nversion = "0.1.0"\n\n[[package]]\nname = "time"\nversion = "0.1.42"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n`;
    expect(read("Cargo.lock", lock).components).toEqual(["pkg:cargo/time@0.1.42"]);
  });

  it("go.mod, with replacements and its toolchain", () => {
    const mod = `module example.com/shop

go 1.21
toolchain go1.21.3

require (
	golang.org/x/net v0.1.0 // indirect
	github.com/a/b/v2 v2.3.4+incompatible
	example.com/local v1.0.0
)
require github.com/c/d v1.0.0
replace example.com/local => ../local
replace github.com/c/d v1.0.0 => github.com/fork/d v1.0.1
`;
    expect(read("go.mod", mod).components).toEqual([
      "pkg:golang/stdlib@1.21.3",
      "pkg:golang/golang.org/x/net@0.1.0",
      "pkg:golang/github.com/a/b/v2@2.3.4+incompatible",
      "pkg:golang/github.com/fork/d@1.0.1",
    ]);
  });

  it("go.sum, without modules of which only the go.mod was read", () => {
    const sum =
      "golang.org/x/net v0.1.0 h1:abc=\ngolang.org/x/net v0.1.0/go.mod h1:abc=\nx.org/y v1.0.0/go.mod h1:abc=\n";
    expect(read("go.sum", sum).components).toEqual(["pkg:golang/golang.org/x/net@0.1.0"]);
  });

  it("pom.xml, as far as it alone says", () => {
    const pom = `<?xml version="1.0"?><!DOCTYPE project [<!ENTITY lol "lol">]>
<project>
  <parent><groupId>org.example</groupId><version>3.0.0</version></parent>
  <properties><log4j.version>2.14.1</log4j.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId><version>31.0-jre</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>\${log4j.version}</version></dependency>
    <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId></dependency>
    <dependency><groupId>\${project.groupId}</groupId><artifactId>own</artifactId><version>\${project.version}</version></dependency>
    <dependency><groupId>org.x</groupId><artifactId>parent-decides</artifactId></dependency>
    <dependency><groupId>org.x</groupId><artifactId>range</artifactId><version>[1,2)</version></dependency>
  </dependencies>
</project>`;
    expect(read("pom.xml", pom)).toEqual({
      components: [
        "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
        "pkg:maven/com.google.guava/guava@31.0-jre",
        "pkg:maven/org.example/own@3.0.0",
      ],
      unpinned: ["org.x:parent-decides", "org.x:range"],
    });
  });

  it("gradle.lockfile", () => {
    const lock =
      "# comment\norg.x:y:1.2.3=compileClasspath,runtimeClasspath\norg.junit:junit:4.12=testRuntimeClasspath\nempty=annotationProcessor\n";
    const { components } = readLockFile("gradle.lockfile", lock);
    expect(components.map(({ purl, version, isDevelopment }) => [purl, version, isDevelopment])).toEqual([
      ["pkg:maven/org.x/y", "1.2.3", false],
      ["pkg:maven/org.junit/junit", "4.12", true],
    ]);
  });

  it("CycloneDX in JSON and in XML, nested", () => {
    const bom = {
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      components: [
        {
          type: "library",
          name: "b",
          purl: "pkg:npm/%40scope/b@1.2.3",
          licenses: [{ license: { id: "MIT" } }, { license: { id: "Apache-2.0" } }],
          components: [{ type: "library", name: "net", purl: "pkg:golang/golang.org/x/net@v0.1.0" }],
        },
        { type: "library", name: "rack", purl: "pkg:gem/rack@2.0.1" },
        { type: "library", name: "unknown" },
        { type: "file", name: "data.bin" },
      ],
    };
    const { components, unpinned } = readLockFile("bom.json", JSON.stringify(bom));
    expect(components.map(({ ecosystem, purl, version, licence }) => [ecosystem, purl, version, licence])).toEqual([
      [null, "pkg:gem/rack", "2.0.1", undefined],
      ["npm", "pkg:npm/%40scope/b", "1.2.3", "MIT AND Apache-2.0"],
      ["Go", "pkg:golang/golang.org/x/net", "0.1.0", undefined],
    ]);
    expect(unpinned).toEqual([{ name: "unknown", wanted: "no package URL" }]);
    const xml = `<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><name>b</name><version>1.2.3</version><licenses><license><id>MIT</id></license></licenses><purl>pkg:maven/org.x/b@1.2.3?type=jar</purl></component></components></bom>`;
    expect(readLockFile("shop.cdx.xml", xml).components).toEqual([
      expect.objectContaining({
        ecosystem: "Maven",
        name: "org.x:b",
        purl: "pkg:maven/org.x/b",
        version: "1.2.3",
        licence: "MIT",
      }),
    ]);
  });

  it("are known by their names alone", () => {
    for (const path of ["a/b/yarn.lock", "requirements.txt", "sbom.json", "x/app.cdx.json"])
      expect(isLockFile(path)).toBe(true);
    for (const path of ["lock.json", "README.md", "my-yarn.lock.bak"]) expect(isLockFile(path)).toBe(false);
  });

  it.each([
    ["package-lock.json", "{"],
    ["package-lock.json", "[]"],
    ["pnpm-lock.yaml", "a: [&x 1, *y]"],
    ["yarn.lock", "nothing"],
    ["poetry.lock", "= ="],
    ["pom.xml", "no xml"],
    ["bom.json", "{}"],
    ["Pipfile.lock", "{}"],
  ])("that are broken are refused: %s", (path, text) => {
    expect(() => readLockFile(path, text)).toThrow(/./);
  });
});
