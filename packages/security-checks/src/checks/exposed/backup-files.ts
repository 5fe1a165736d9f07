import { defineCheck, type WebTarget } from "../../check.ts";
import { type PathProbe, probePaths } from "../../exposed/probe-paths.ts";
import { placeOf } from "../../probe/crawl.ts";
import { hostOf } from "../../transport/target-host.ts";

/** How archives begin, read as text: bytes that are no UTF-8 have become U+FFFD. */
// oxlint-disable-next-line no-control-regex -- it is how the files begin.
const ARCHIVE = /^(?:PK\x03\x04|\x1f[\x8b\ufffd]\x08|7z[\ufffd\xbc]|Rar!\x1a|BZh[1-9]|\ufffd7zXZ\0|[\s\S]{257}ustar)/;
const DUMP =
  /^(?:\s*(?:--|\/\*)[^\n]*\n)*\s*(?:CREATE (?:TABLE|DATABASE|SCHEMA)|INSERT INTO|DROP TABLE|SET (?:NAMES|statement_timeout|@)|PRAGMA foreign_keys)|^-- (?:MySQL|MariaDB|PostgreSQL|phpMyAdmin)|^PGDMP/i;
const DATABASE = /^SQLite format 3\0/;
const SOURCE =
  /<\?php|<%@?\s|^#!\/|^[ \t]*(?:import|from|package|using|require)\b[^\n]*[;"')]|\bmodule\.exports\b|\bdef \w+\(/m;

const MAX_PAGES = 10;
const ARCHIVE_ENDINGS = [".zip", ".tar.gz", ".tgz", ".rar", ".7z"];
const COPY_ENDINGS = [".bak", "~", ".old", ".orig", ".save", ".swp"];

export const backupFiles = defineCheck({
  id: "exposed.backup-files",
  group: "exposed",
  title: "Backups and dumps are not served",
  why: "An archive of the site holds its source and settings, a dump of the database all that customers entrusted to it. A copy such as index.php.bak is sent as text in place of being run.",
  fix: {
    text: "Write backups to a place that no web server serves, and delete those that are in reach. Take what was in them for known.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "location ~* (?:\\.(?:bak|old|orig|save|swp|sql|zip|tgz|gz|7z|rar)|~)$ {\n  return 404;\n}",
      },
      {
        server: "Apache",
        language: "apache",
        code: '<FilesMatch "(?:\\.(?:bak|old|orig|save|swp|sql|zip|tgz|gz|7z|rar)|~)$">\n  Require all denied\n</FilesMatch>',
      },
    ],
  },
  severity: "high",
  profile: "standard",
  cwe: [530, 552],
  asvs: ["13.4.7"],
  answersTo: { zap: ["10095", "40035"] },
  run: (target) => probePaths(target, [...backups(target), ...copies(target)], "Everybody can download it."),
});

function backups(target: WebTarget): PathProbe[] {
  const host = hostOf(target.origin);
  const names = ["backup", "www", "site", "html", host, host.split(".")[0] ?? host];
  const archives = [...new Set(names)].flatMap((name) => ARCHIVE_ENDINGS.map((ending) => `/${name}${ending}`));
  const dumps = ["backup", "dump", "db", "database", "data", host].map((name) => `/${name}.sql`);
  return [
    ...archives.map((path): PathProbe => ({ path, what: "An archive", proof: ARCHIVE, maxBytes: 1024 })),
    ...dumps.map((path): PathProbe => ({ path, what: "A database dump", proof: DUMP, severity: "critical" })),
    ...["/dump.sql.gz", "/backup.sql.gz"].map(
      (path): PathProbe => ({ path, what: "A database dump", proof: ARCHIVE, severity: "critical", maxBytes: 1024 }),
    ),
    ...["/database.sqlite", "/db.sqlite3", "/app.db"].map(
      (path): PathProbe => ({ path, what: "A database", proof: DATABASE, severity: "critical", maxBytes: 1024 }),
    ),
  ];
}

/** Copies that editors and people leave beside the pages that the crawl found. */
function copies(target: WebTarget): PathProbe[] {
  const pages = target.pages.map(placeOf).filter((path) => /\.[a-z0-9]{2,5}$/i.test(path));
  const files = [...new Set([...pages, "/index.php", "/config.php"])].slice(0, MAX_PAGES);
  return files.flatMap((path) =>
    COPY_ENDINGS.map((ending) => ({ path: `${path}${ending}`, what: "A copy of source code", proof: SOURCE })),
  );
}
