import { defineCheck } from "../../check.ts";
import { type PathProbe, probePaths } from "../../exposed/probe-paths.ts";

const PROBES: readonly PathProbe[] = [
  { path: "/.git/HEAD", what: "A Git repository", proof: /^(?:ref: refs\/\S+|[0-9a-f]{40})\s*$/ },
  { path: "/.git/config", what: "A Git repository", proof: /^[ \t]*\[core\]/m },
  { path: "/.git/logs/HEAD", what: "The log of a Git repository", proof: /^[0-9a-f]{40} [0-9a-f]{40} /m },
  { path: "/.svn/entries", what: "A Subversion working copy", proof: /^(?:8|9|10|12)\r?\n/ },
  { path: "/.svn/wc.db", what: "A Subversion working copy", proof: /^SQLite format 3\0/ },
  {
    path: "/.hg/requires",
    what: "A Mercurial repository",
    proof: /^(?:dotencode|fncache|generaldelta|revlogv\d|share-safe|store)$/m,
  },
  { path: "/.bzr/branch-format", what: "A Bazaar repository", proof: /^Bazaar/ },
  { path: "/CVS/Root", what: "A CVS working copy", proof: /^(?::\w+:\S+|\/\S+)\s*$/ },
  // oxlint-disable-next-line no-control-regex -- it is how the file begins.
  { path: "/.DS_Store", what: "A list of files (.DS_Store)", proof: /^\0\0\0\x01Bud1/, severity: "low" },
];

export const versionControl = defineCheck({
  id: "exposed.version-control",
  group: "exposed",
  title: "Repositories are not served",
  why: "With the .git folder anybody can rebuild the whole source and its history, with each secret that was ever committed and removed again.",
  fix: {
    text: "Deploy what was built, not the working copy, and refuse paths that begin with a dot. Change secrets that are anywhere in the history.",
    snippets: [
      { server: "nginx", language: "nginx", code: "location ~ /\\.(?!well-known/) {\n  return 404;\n}" },
      { server: "Apache", language: "apache", code: 'RedirectMatch 404 "/\\.(?!well-known/)"' },
    ],
  },
  severity: "high",
  profile: "standard",
  cwe: [527, 538, 540],
  asvs: ["13.4.1"],
  answersTo: { zap: ["41", "42", "40035"] },
  run: (target) => probePaths(target, PROBES, "The source of the application and its history can be read from it."),
});
