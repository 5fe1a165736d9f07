import { defineCheck } from "../../check.ts";
import { type Exchange, headerOf, isHtml, mediaTypeOf } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";
import { resultOf, siteFault } from "../faults.ts";

export const contentType = defineCheck({
  id: "headers.content-type",
  group: "headers",
  title: "Answers say what they are",
  why: "An answer without a type, or with the wrong one, leaves browsers to guess: data that a user wrote may be shown as a page. A page without a charset may be read in another one, in which harmless text becomes code.",
  fix: {
    text: "Send the right Content-Type with every body, and charset=utf-8 with text.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "include mime.types;\ndefault_type application/octet-stream;\ncharset utf-8;",
      },
      { server: "Apache", language: "apache", code: "AddDefaultCharset UTF-8" },
      { server: "Node.js (Express)", language: "javascript", code: 'response.type("application/json").send(json);' },
    ],
  },
  severity: "low",
  profile: "passive",
  cwe: [436],
  asvs: ["4.1.1"],
  answersTo: { zap: ["10019", "90011"] },
  run({ pages, scripts }) {
    const bodies = [...pages, ...scripts].filter((page) => page.status >= 200 && page.status < 300 && page.body !== "");
    if (bodies.length === 0)
      return Promise.resolve({ outcome: "not-applicable", reason: "No successful answer had a body." });
    const faults = FAULTS.flatMap(({ applies, ...words }) => {
      const seenOn = bodies.filter(applies);
      return seenOn.length > 0 ? [siteFault({ ...words, seenOn, headers: ["content-type"] })] : [];
    });
    return Promise.resolve(resultOf(faults));
  },
});

const FAULTS = [
  {
    applies: (page: Exchange) => mediaTypeOf(page) === "",
    parameter: "content-type",
    title: "Answers without a Content-Type",
    detail: "Browsers guess what they are by their first bytes.",
    severity: "low",
  },
  {
    applies: (page: Exchange) => isHtml(page) && isJson(page.body),
    parameter: "content-type of JSON",
    title: "JSON is sent as HTML",
    detail: "A browser that opens the address shows the data as a page; markup in it then runs.",
    severity: "medium",
  },
  {
    applies: (page: Exchange) => isHtml(page) && !isJson(page.body) && !hasCharset(page),
    parameter: "charset",
    title: "Pages without a charset",
    detail: "Neither the header nor a meta element in the page says how it is encoded, so browsers guess.",
    severity: "low",
  },
] as const;

function isJson(body: string): boolean {
  const text = body.trim();
  if (!/^[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function hasCharset(page: Exchange): boolean {
  if (/;\s*charset\s*=/i.test(headerOf(page, "content-type") ?? "") || page.body.startsWith("\ufeff")) return true;
  return readHtml(page).metas.some(
    (meta) => meta.charset !== undefined || /charset\s*=/i.test(meta["http-equiv"] ? (meta.content ?? "") : ""),
  );
}
