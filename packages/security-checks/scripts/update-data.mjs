// Writes the data files of the supply-chain checks from clones of the projects that keep them:
//   node scripts/update-data.mjs RETIRE_JS_FOLDER ENDOFLIFE_DATE_FOLDER
// (https://github.com/RetireJS/retire.js, https://github.com/endoflife-date/endoflife.date)
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const [retireFolder, endOfLifeFolder] = process.argv.slice(2);
if (!retireFolder || !endOfLifeFolder) throw new Error("Name the folders of both clones.");
const data = new URL("../src/supply-chain/data/", import.meta.url);

/** The day of a clone's last commit. */
const dateOf = (folder) =>
  execFileSync("git", ["-C", folder, "log", "-1", "--format=%cs"], { encoding: "utf8" }).trim();
const write = (name, value) => writeFileSync(new URL(name, data), `${JSON.stringify(value)}\n`);

/**
 * Scripts of strangers are looked through: repeats without a bound would cost the square of their length. Those at the very
 * beginning find nothing more than one character does, others stand for some spaces and stars of a comment.
 */
const bounded = (source) =>
  source
    .replace(/^(\[[^\]]*\])\+/, "$1")
    .replace(/(\[(?!\^|\\s\\S)[^\]]*\])([+*])/g, (_, set, repeat) => `${set}{${repeat === "+" ? 1 : 0},200}`);

/** What offline detection needs: no expressions to run in a browser, no syntax trees, no links beyond the first. */
function shrinkLibrary({ extractors, vulnerabilities, npmname }) {
  const { uri = [], filename = [], filecontent = [], filecontentreplace = [], hashes = {} } = extractors;
  return {
    ...(npmname ? { npm: npmname } : {}),
    uri,
    filename,
    filecontent: filecontent.map(bounded),
    filecontentreplace,
    hashes,
    vulnerabilities: vulnerabilities.map(
      ({ below, atOrAbove, excludes, severity, cwe = [], identifiers, info = [] }) => ({
        below,
        ...(atOrAbove ? { atOrAbove } : {}),
        ...(excludes ? { excludes } : {}),
        severity,
        cwe: cwe.flatMap((id) => Number(/^CWE-(\d+)$/.exec(id)?.[1]) || []),
        ids: [
          identifiers.githubID,
          ...(identifiers.CVE ?? []),
          identifiers.retid && `retire-${identifiers.retid}`,
        ].filter(Boolean),
        summary: String(identifiers.summary ?? "").slice(0, 300),
        ...(info[0] ? { info: info[0] } : {}),
      }),
    ),
  };
}

const libraries = JSON.parse(readFileSync(join(retireFolder, "repository", "jsrepository-v5.json"), "utf8"));
write("front-end-libraries.json", {
  source: "https://github.com/RetireJS/retire.js (Apache-2.0)",
  date: dateOf(retireFolder),
  libraries: Object.fromEntries(
    Object.entries(libraries)
      .filter(([name, { vulnerabilities }]) => name !== "retire-example" && vulnerabilities.length > 0)
      .map(([name, library]) => [name, shrinkLibrary(library)]),
  ),
});

const PRODUCTS = [
  "nodejs",
  "bun",
  "deno",
  "python",
  "go",
  "eclipse-temurin",
  "amazon-corretto",
  "ruby",
  "php",
  "dotnet",
  "rust",
  "postgresql",
  "mysql",
  "mariadb",
  "mongodb",
  "redis",
  "valkey",
  "elasticsearch",
  "rabbitmq",
  "memcached",
  "nginx",
  "apache-http-server",
  "tomcat",
  "haproxy",
  "traefik",
  "debian",
  "ubuntu",
  "alpine-linux",
];
write("end-of-life.json", {
  source: "https://endoflife.date (MIT)",
  date: dateOf(endOfLifeFolder),
  products: Object.fromEntries(PRODUCTS.map((name) => [name, readProduct(name)])),
});

/** A product's title and, by release cycle, the day its support ended or ends: true for at an unknown day, false for never yet. */
function readProduct(name) {
  const text = readFileSync(join(endOfLifeFolder, "products", `${name}.md`), "utf8");
  const { title, releases } = parse(text.split(/^---$/m)[1]);
  return {
    title,
    cycles: Object.fromEntries(
      releases.map(({ releaseCycle, codename, eol }) => [
        String(releaseCycle),
        { eol: eol instanceof Date ? eol.toISOString().slice(0, 10) : eol, ...(codename ? { codename } : {}) },
      ]),
    ),
  };
}
