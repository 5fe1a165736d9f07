import type { FoundFault } from "@plimsoll/core";
import { findInputs, requestWith, valueOf } from "../../active/inputs.ts";
import { type Trial, tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, pathOf, type ProbeRequest } from "../../exchange.ts";

/** Files that every system of the kind has and anybody on it may read. */
const PROOF = /^root:[^:\n]*:0:0:|^\[(?:fonts|extensions|mci extensions)\]\s*$/m;
const UP = "../../../../../../../..";
const VALUES = [
  `${UP}/etc/passwd`,
  "/etc/passwd",
  `${"....//".repeat(8)}etc/passwd`,
  `..%2f`.repeat(8).concat("etc/passwd"),
  "file:///etc/passwd",
  `${"..\\".repeat(8)}windows\\win.ini`,
];
const LIKELY =
  /file|path|doc|page|template|include|dir|folder|load|read|download|image|img|lang|locale|view|theme|name|src/i;
const MAX_FOLDERS = 4;

export const pathTraversal = defineCheck({
  id: "active.path-traversal",
  group: "active",
  title: "Paths do not lead out of their folder",
  why: "With ../ in a name that becomes part of a path, every file that the server may read can be read: settings, keys, source, other customers' files.",
  fix: {
    text: "Look files up by an id, not by a name of the request. Where a name is needed, resolve the path and make sure that it begins with the folder's.",
    snippets: [
      {
        server: "Node.js",
        language: "js",
        code: 'const file = path.resolve(folder, name);\nif (!file.startsWith(folder + path.sep)) throw new Error("not in the folder");',
      },
      {
        server: "nginx",
        language: "nginx",
        code: "location /static/ {\n  alias /srv/app/static/;  # both with a slash at the end\n}",
      },
    ],
  },
  severity: "critical",
  profile: "active",
  cwe: [22],
  asvs: ["5.3.2"],
  answersTo: { zap: ["6"] },
  async run(target) {
    if (target.pages.some((page) => PROOF.test(page.body))) {
      return { outcome: "not-assessed", reason: "Pages hold by themselves what would prove such a fault." };
    }
    const { inputs: found, isCut } = findInputs(target);
    const inputs = found.map((input) => {
      const values = LIKELY.test(input.name) || /[./]/.test(valueOf(input)) ? VALUES : VALUES.slice(0, 1);
      return values.map((value) => trial(requestWith(input, value), { path: input.path, parameter: input.name }));
    });
    const folders = foldersOf(target).map((folder) =>
      inFolder(folder).map((url) => trial({ url }, { path: "/*", parameter: folder })),
    );
    return tryPlaces(target, [...folders, ...inputs], isCut);
  },
});

function trial(request: ProbeRequest, place: { path: string; parameter: string }): Trial {
  return { request, judge: (answer) => judge(answer, place) };
}

/** The root and the folders of scripts and pages: files are served from there. */
function foldersOf(target: WebTarget): string[] {
  const paths = [...target.scripts, ...target.pages].map((answer) => pathOf(answer).split("?", 1)[0] ?? "/");
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  return [...new Set(["/", ...folders])].slice(0, MAX_FOLDERS);
}

/** Paths as they are sent, and encoded once and twice; the last two are nginx's `alias` without a slash and Tomcat's. */
function inFolder(folder: string): string[] {
  const dots = (up: string) => `${folder}${up.repeat(8)}etc/passwd`;
  const bare = folder.replace(/\/$/, "");
  return [
    dots("../"),
    dots("..%2f"),
    dots("%2e%2e/"),
    dots("%2e%2e%2f"),
    dots("%252e%252e%252f"),
    dots("..;/"),
    ...(bare === "" ? [] : [`${bare}../${"../".repeat(8)}etc/passwd`]),
  ];
}

function judge(answer: Exchange, place: { path: string; parameter: string }): FoundFault | null {
  const found = PROOF.exec(answer.body);
  if (!found || answer.status >= 400) return null;
  const where = place.path === "/*" ? `Paths below ${place.parameter} lead` : `The parameter ${place.parameter} leads`;
  return {
    place: { kind: "request", method: "GET", ...place },
    title: `${where} to files of the system`,
    detail: "The answer holds a file that every system of the kind has.",
    evidence: [
      quoteExchange("Answer", answer, {
        headers: ["content-type"],
        around: { index: found.index, length: found[0].length },
      }),
    ],
  };
}
