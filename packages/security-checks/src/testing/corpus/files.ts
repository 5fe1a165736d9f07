import type { FilesScanOptions } from "../../run-files-scan.ts";

/** One planted fault in a tree of files and its clean twin: paths and texts. */
export interface FilesCorpusEntry {
  checkId: string;
  /** The planted fault in a few words, for the table. */
  fault: string;
  faulty: Readonly<Record<string, string>>;
  clean: Readonly<Record<string, string>>;
  licences?: FilesScanOptions["licences"];
}

const VULNERABLE = "supply-chain.known-vulnerability";
const MALICIOUS = "supply-chain.malicious-package";
const SECRET = "supply-chain.secret-in-files";
const RUNTIME = "supply-chain.outdated-runtime";
const UNPINNED = "supply-chain.unpinned-dependency";

/** Written so that nobody who looks through this repository takes them for secrets that are in use. */
const TOKEN = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
const KEY_LINES = Array.from({ length: 12 }, (_, line) => `MIIEpAIBAAKCAQEAx${line}${"k7Zq".repeat(11)}`);
const PRIVATE_KEY = [
  "-----BEGIN RSA PRIVATE",
  " KEY-----\n",
  KEY_LINES.join("\n"),
  "\n-----END RSA PRIVATE",
  " KEY-----\n",
].join("");

function npmLock(name: string, version: string, more: object = {}): string {
  return JSON.stringify({
    lockfileVersion: 3,
    packages: { [`node_modules/${name}`]: { version, license: "MIT", ...more } },
  });
}
const pom = (version: string) =>
  `<project><dependencies><dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>${version}</version></dependency></dependencies></project>`;
const bom = (purl: string) =>
  JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{ type: "library", name: "x", purl }] });
const cargo = (version: string) =>
  `version = 3\n[[package]]\nname = "time"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n`;
const toml = (version: string) => `[[package]]\nname = "django"\nversion = "${version}"\n`;
const goMod = (version: string) => `module example.com/shop\n\nrequire golang.org/x/net v${version}\n`;

/** The same lock file with a version that has a hole, and with the first that has not. */
function pair(fault: string, path: string, faulty: string, clean: string): FilesCorpusEntry {
  return { checkId: VULNERABLE, fault, faulty: { [path]: faulty }, clean: { [path]: clean } };
}

/** Every planted fault of files with its clean twin. */
export const FILES_CORPUS: readonly FilesCorpusEntry[] = [
  pair("npm", "package-lock.json", npmLock("lodash", "4.17.20"), npmLock("lodash", "4.17.21")),
  pair(
    "pnpm",
    "pnpm-lock.yaml",
    "lockfileVersion: '9.0'\npackages:\n  lodash@4.17.20: {}\n",
    "lockfileVersion: '9.0'\npackages:\n  lodash@4.17.21: {}\n",
  ),
  pair(
    "Yarn 1",
    "yarn.lock",
    '# yarn lockfile v1\n\nlodash@^4.0.0:\n  version "4.17.20"\n',
    '# yarn lockfile v1\n\nlodash@^4.0.0:\n  version "4.17.21"\n',
  ),
  pair(
    "Yarn 4",
    "yarn.lock",
    '__metadata:\n  version: 8\n\n"lodash@npm:^4.0.0":\n  version: 4.17.20\n  resolution: "lodash@npm:4.17.20"\n',
    '__metadata:\n  version: 8\n\n"lodash@npm:^4.0.0":\n  version: 4.17.21\n  resolution: "lodash@npm:4.17.21"\n',
  ),
  pair("pip", "requirements.txt", "Django==4.2.1\n", "Django==4.2.3\n"),
  pair("Poetry", "poetry.lock", toml("4.2.2"), toml("4.2.3")),
  pair("uv", "uv.lock", toml("4.2"), toml("4.1.9")),
  pair("Maven", "pom.xml", pom("2.14.1"), pom("2.15.0")),
  pair(
    "Gradle",
    "gradle.lockfile",
    "org.apache.logging.log4j:log4j-core:2.14.1=runtimeClasspath\n",
    "org.apache.logging.log4j:log4j-core:2.12.4=runtimeClasspath\n",
  ),
  pair("Go", "go.mod", goMod("0.12.0"), goMod("0.13.0")),
  pair("Cargo", "Cargo.lock", cargo("0.1.45"), cargo("0.2.23")),
  pair("CycloneDX", "bom.json", bom("pkg:npm/lodash@4.17.20"), bom("pkg:npm/lodash@4.17.21")),
  {
    checkId: MALICIOUS,
    fault: "npm",
    faulty: { "package-lock.json": npmLock("debug-helper-pro", "1.0.3") },
    // Withdrawn advisories count for nothing.
    clean: { "package-lock.json": npmLock("left-pad", "1.3.0") },
  },
  {
    checkId: SECRET,
    fault: "token of GitHub",
    faulty: { "src/config.ts": `export const token = "${TOKEN}";\n` },
    clean: { "src/config.ts": 'export const token = process.env["TOKEN"];\n' },
  },
  {
    checkId: SECRET,
    fault: "private key",
    faulty: { "deploy/id_rsa": PRIVATE_KEY },
    clean: { "deploy/id_rsa.pub": `ssh-rsa ${"A".repeat(200)} deploy@example.com\n` },
  },
  {
    checkId: SECRET,
    fault: "password of a database",
    faulty: { "config.yaml": "url: postgres://shop:kV9x2mQ7rT@10.20.30.40:5432/shop\n" },
    clean: {
      "config.yaml": "url: postgres://shop:${DB_PASSWORD}@10.20.30.40:5432/shop\n",
      "dev.yaml": "url: postgres://shop:kV9x2mQ7rT@localhost:5432/shop\n",
      "README.md": "Set DATABASE_URL=postgres://shop:kV9x2mQ7rT@db.example.com:5432/shop\n",
    },
  },
  {
    checkId: RUNTIME,
    fault: "image of Node.js",
    faulty: { Dockerfile: "ARG NODE=16\nFROM --platform=linux/amd64 node:${NODE}-alpine AS build\nFROM build\n" },
    clean: { Dockerfile: "FROM node:24-slim AS build\nFROM build\nFROM registry.example.com/node:16\n" },
  },
  {
    checkId: RUNTIME,
    fault: "image of a store",
    faulty: { "docker-compose.yml": "services:\n  db:\n    image: postgres:11.5-alpine\n" },
    clean: { "docker-compose.yml": "services:\n  db:\n    image: postgres:18\n  cache:\n    image: redis:latest\n" },
  },
  {
    checkId: RUNTIME,
    fault: "file of a version manager",
    faulty: { ".nvmrc": "v14.21.3\n" },
    clean: { ".nvmrc": "lts/*\n" },
  },
  {
    checkId: RUNTIME,
    fault: "code name",
    faulty: { Containerfile: "FROM debian:buster-slim\n" },
    clean: { Containerfile: "FROM debian:trixie-slim\n" },
  },
  {
    checkId: "supply-chain.insecure-source",
    fault: "registry over http",
    faulty: { "package-lock.json": npmLock("a", "1.0.0", { resolved: "http://registry.example.com/a-1.0.0.tgz" }) },
    clean: { "package-lock.json": npmLock("a", "1.0.0", { resolved: "https://registry.example.com/a-1.0.0.tgz" }) },
  },
  {
    checkId: UNPINNED,
    fault: "range in requirements.txt",
    faulty: { "requirements.txt": "flask>=2\n" },
    clean: { "requirements.txt": "flask==3.0.0\n" },
  },
  {
    checkId: UNPINNED,
    fault: "no lock file",
    faulty: { "app/package.json": '{"dependencies":{"a":"^1.0.0"}}', "other/package-lock.json": npmLock("a", "1.0.0") },
    clean: { "app/package.json": '{"dependencies":{"a":"^1.0.0"}}', "package-lock.json": npmLock("a", "1.0.0") },
  },
  {
    checkId: "supply-chain.licence",
    fault: "denied licence",
    faulty: { "package-lock.json": npmLock("a", "1.0.0", { license: "AGPL-3.0-only" }) },
    clean: { "package-lock.json": npmLock("a", "1.0.0", { license: "(MIT OR AGPL-3.0-only)" }) },
    licences: { allow: [], deny: ["AGPL-*", "GPL-*"] },
  },
  {
    checkId: "supply-chain.licence",
    fault: "licence that is not allowed",
    faulty: { "package-lock.json": npmLock("a", "1.0.0", { license: "MIT AND SSPL-1.0" }) },
    clean: { "package-lock.json": npmLock("a", "1.0.0", { license: "MIT AND Apache-2.0" }) },
    licences: { allow: ["MIT", "Apache-2.0"], deny: [] },
  },
];
