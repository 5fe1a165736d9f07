import { defineCheck } from "../../check.ts";
import { type PathProbe, probePaths } from "../../exposed/probe-paths.ts";

const FOLDERS = ["/", "/api/", "/app/", "/backend/", "/config/", "/server/"];
const ENDINGS = [
  "",
  ".local",
  ".production",
  ".prod",
  ".development",
  ".dev",
  ".staging",
  ".backup",
  ".bak",
  ".old",
  ".save",
];
/** Lines of `NAME=value`, beginning with the first line that is no comment. */
const PROOF = /^\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:export[ \t]+)?[A-Z][A-Z0-9_]{2,}[ \t]*=[^\n<]*(?:\n|$)/;

const PROBES: readonly PathProbe[] = [
  ...ENDINGS.map((ending) => `/.env${ending}`),
  ...FOLDERS.slice(1).map((folder) => `${folder}.env`),
].map((path) => ({ path, what: "An environment file", proof: PROOF }));

export const environmentFile = defineCheck({
  id: "exposed.environment-file",
  group: "exposed",
  title: "Environment files are not served",
  why: "A .env file holds what nobody else may know: passwords of databases, keys of payment providers, the secret that signs sessions. Robots look for it on every host of the internet, all day.",
  fix: {
    text: "Take the file out of the folder that is served, refuse paths that begin with a dot, and change every secret that was in it: it must be taken for known.",
    snippets: [
      { server: "nginx", language: "nginx", code: "location ~ /\\.(?!well-known/) {\n  return 404;\n}" },
      { server: "Apache", language: "apache", code: 'RedirectMatch 404 "/\\.(?!well-known/)"' },
      { server: "Express", language: "js", code: 'app.use(express.static("public", { dotfiles: "ignore" }));' },
    ],
  },
  severity: "critical",
  profile: "standard",
  cwe: [200, 538, 540],
  asvs: ["13.4.7", "13.3.1"],
  answersTo: { zap: ["40034", "40035"] },
  run: (target) =>
    probePaths(target, PROBES, "Everybody can read the settings of the application, its secrets among them."),
});
