import { defineCheck, type WebTarget } from "../../check.ts";
import type { Exchange } from "../../exchange.ts";
import { placeOf } from "../../probe/crawl.ts";
import { resultOf } from "../faults.ts";
import type { Sign } from "./patterns.ts";
import { faultsBySigns } from "./sightings.ts";

const MAX_FOLDERS = 8;
const LISTINGS: readonly Sign[] = [
  {
    name: "listing",
    hints: [
      "Index of /",
      "Directory listing for /",
      "Directory: /",
      "listing directory /",
      "[To Parent Directory]",
      "Directory Listing For ",
    ],
    pattern:
      /<title>Index of \/[^<]{0,300}<\/title>|<h1>Index of \/|<title>Directory listing for \/|<h1>Directory listing for \/|<title>Directory: \/|<title>listing directory \/|<pre>\s{0,10}<A HREF="\/[^"]{0,300}">\[To Parent Directory\]<\/A>|<title>Directory Listing For \[?\//,
  },
];

export const directoryListing = defineCheck({
  id: "leaks.directory-listing",
  group: "leaks",
  title: "Folders do not list their files",
  why: "A listing shows files that no link leads to: backups, old versions, uploads of other people.",
  fix: {
    text: "Turn listings off.",
    snippets: [
      { server: "nginx", language: "nginx", code: "autoindex off;" },
      { server: "Apache", language: "apache", code: "Options -Indexes" },
      { server: "Caddy", language: "caddyfile", code: "file_server" },
    ],
  },
  severity: "low",
  profile: "standard",
  cwe: [548],
  asvs: ["13.4.3"],
  answersTo: { zap: ["10033", "0"] },
  async run(target) {
    const listed: Exchange[] = [...target.pages];
    for (const folder of foldersOf(target)) listed.push(await target.send({ url: folder }));
    const words = {
      title: "A folder lists its files",
      detail: "Asked for the folder, the server shows what is in it.",
    };
    return resultOf(
      faultsBySigns(
        listed.filter((page) => page.status === 200),
        LISTINGS,
        () => words,
      ),
    );
  },
});

/** Folders of what the pages load and link to, which were not asked for yet. */
function foldersOf(target: WebTarget): string[] {
  const paths = [...target.scripts, ...target.pages].map(placeOf);
  const known = new Set(target.pages.map(placeOf));
  const folders = paths.flatMap((path) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, depth) => `${parts.slice(0, depth + 1).join("/")}/`);
  });
  return [...new Set(folders)].filter((folder) => !known.has(folder)).slice(0, MAX_FOLDERS);
}
