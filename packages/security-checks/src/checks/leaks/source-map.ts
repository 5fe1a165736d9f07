import type { FoundFault } from "@plimsoll/core";
import { defineCheck, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headerOf, pathOf } from "../../exchange.ts";
import { pathWithin, placeOf } from "../../probe/crawl.ts";
import { resultOf } from "../faults.ts";

const MAX_ASKED = 10;

export const sourceMap = defineCheck({
  id: "leaks.source-map",
  group: "leaks",
  title: "Source maps with the original code are not public",
  why: "A source map holds the code as its authors wrote it, with names and comments. That is no hole by itself, but shows what minified code hides: unfinished features, internal addresses, sometimes keys.",
  fix: {
    text: "Make hidden source maps and keep them where your error tracker finds them, not on the web server.",
    snippets: [
      { server: "Vite", language: "javascript", code: 'export default { build: { sourcemap: "hidden" } };' },
      { server: "webpack", language: "javascript", code: 'module.exports = { devtool: "hidden-source-map" };' },
      { server: "nginx", language: "nginx", code: "location ~ \\.map$ { return 404; }" },
    ],
  },
  severity: "low",
  profile: "standard",
  cwe: [540],
  asvs: ["13.4.2"],
  answersTo: {},
  async run(target) {
    const faults: FoundFault[] = [];
    for (const script of target.scripts.slice(0, MAX_ASKED)) {
      const map = await mapOf(target, script);
      if (!map) continue;
      faults.push({
        place: { kind: "request", method: "GET", path: placeOf(script) },
        title: "The source map of a script is public",
        detail: `It names ${map.sources} source files and holds their text.`,
        evidence: [
          quoteExchange("Script", script, { headers: ["sourcemap", "content-type"] }),
          quoteExchange("Map", map.exchange, { headers: ["content-type"] }),
        ],
      });
    }
    return resultOf(faults);
  },
});

/** The map that a script points to or that lies beside it, when it holds sources. */
async function mapOf(target: WebTarget, script: Exchange): Promise<{ exchange: Exchange; sources: number } | null> {
  const named = /\/\/[#@]\s?sourceMappingURL=([^\s'"]{1,2000})\s*$/.exec(script.body.slice(-4096))?.[1];
  const given = headerOf(script, "sourcemap") ?? headerOf(script, "x-sourcemap") ?? named;
  if (given?.startsWith("data:")) {
    const text = Buffer.from(given.slice(given.indexOf(",") + 1), "base64").toString();
    const sources = countSources(text);
    return sources > 0 ? { exchange: script, sources } : null;
  }
  const path = pathWithin(target.origin, given ?? `${pathOf(script).split("?", 1)[0] ?? ""}.map`, script.url);
  if (path === null) return null;
  const exchange = await target.send({ url: path });
  const sources = exchange.status === 200 ? countSources(exchange.body) : 0;
  return sources > 0 ? { exchange, sources } : null;
}

/** Sources of a map that has their text; 0 for what is none. A large map is cut off, so its text is searched, not parsed. */
function countSources(text: string): number {
  if (!/^\s*(?:\)\]\}'[^\n]*\n)?\{/.test(text) || !/"mappings"\s*:|"sections"\s*:|"sourcesContent"\s*:/.test(text))
    return 0;
  if (!/"sourcesContent"\s*:\s*\[\s*"/.test(text)) return 0;
  const list = /"sources"\s*:\s*\[([^\]]{0,100000})/.exec(text)?.[1] ?? "";
  return Math.max(1, list.split('","').length);
}
