import type { CorpusEntry } from "../corpus-entry.ts";
import { CAREFUL_HEADERS, httpSite } from "../corpus-site.ts";

const PAGE = (script: string) =>
  `<!doctype html><html lang="en"><head><title>Shop</title><script src="${script}"></script></head><body><h1>Shop</h1></body></html>`;
const JQUERY = (version: string) =>
  `/*! jQuery v${version} | (c) OpenJS Foundation and other contributors | jquery.org/license */\n!function(e,t){"use strict";}(window);\n`;
const THREE = (revision: string) =>
  `/** @license Copyright 2010-2021 Three.js Authors SPDX-License-Identifier: MIT */\nconst REVISION = '${revision}';\n`;

/** A page that loads one script of its own. */
function siteWith(path: string, script: string) {
  return httpSite((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (pathname === "/") response.writeHead(200, CAREFUL_HEADERS).end(PAGE(path));
    else if (pathname === path)
      response.writeHead(200, { ...CAREFUL_HEADERS, "content-type": "text/javascript; charset=utf-8" }).end(script);
    else response.writeHead(404, { ...CAREFUL_HEADERS, "content-type": "text/plain; charset=utf-8" }).end("Not found");
  });
}

function entry(fault: string, faulty: [string, string], clean: [string, string]): CorpusEntry {
  return {
    checkId: "supply-chain.front-end-library",
    fault,
    faulty: () => siteWith(...faulty),
    clean: () => siteWith(...clean),
  };
}

/** Sites that serve libraries with known holes. */
export const SUPPLY_CHAIN_CORPUS: readonly CorpusEntry[] = [
  entry("version in the file", ["/app.js", JQUERY("1.12.4")], ["/app.js", JQUERY("3.7.1")]),
  entry(
    "version in the name",
    ["/bootstrap-3.3.7.min.js", "!function(){}();"],
    ["/bootstrap-5.3.3.min.js", "!function(){}();"],
  ),
  entry("version of parts", ["/vendor.js", THREE("120")], ["/vendor.js", THREE("170")]),
];
