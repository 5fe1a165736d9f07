import { defineCheck } from "../../check.ts";
import { type Exchange, headersOf } from "../../exchange.ts";
import { htmlPages, NO_HTML, resultOf, siteFault } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";

const NAME = "permissions-policy";
/** Features that tell where and who a visitor is, or act for them. */
const POWERFUL =
  "camera|microphone|geolocation|display-capture|payment|usb|serial|hid|bluetooth|midi|publickey-credentials-get";
const GIVEN_TO_ALL = new RegExp(`(?:^|,)\\s*(${POWERFUL})\\s*=\\s*(?:\\*|\\([^)]*\\*[^)]*\\))`, "i");

export const permissionsPolicy = defineCheck({
  id: "headers.permissions-policy",
  group: "headers",
  title: "Powerful features of browsers are kept from strangers",
  why: "Permissions-Policy decides which features, such as the camera, a page and the frames in it may use. An injected script or a foreign frame can only ask for what is left open.",
  fix: {
    text: "Turn off what the site does not use.",
    snippets: headerSnippets("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
  },
  severity: "low",
  profile: "passive",
  cwe: [693],
  asvs: ["3.4.3"],
  answersTo: { zap: ["10063"] },
  run({ pages }) {
    const shown = htmlPages(pages);
    if (shown.length === 0) return Promise.resolve(NO_HTML);
    const judged = shown.map((page) => ({ page, verdict: judge(page) }));
    const faults = (["open", "invalid", "missing"] as const).flatMap((verdict) => {
      const seenOn = judged.filter((item) => item.verdict === verdict).map((item) => item.page);
      if (seenOn.length === 0) return [];
      const severity = verdict === "missing" ? "info" : "low";
      return [
        siteFault({
          parameter: `${NAME} ${verdict}`,
          severity,
          seenOn,
          headers: [NAME, "feature-policy"],
          ...WORDS[verdict],
        }),
      ];
    });
    return Promise.resolve(resultOf(faults));
  },
});

const WORDS = {
  open: {
    title: "Permissions-Policy gives a powerful feature to everybody",
    detail: "A feature with * may be used by every frame in the page, whatever site it comes from.",
  },
  invalid: {
    title: "Permissions-Policy cannot be read",
    detail:
      "Browsers ignore the whole header when its syntax is wrong. It is written camera=(), geolocation=(self); the older form camera 'none' belongs to Feature-Policy.",
  },
  missing: {
    title: "No Permissions-Policy",
    detail:
      "The pages may ask for every feature. That alone is no hole; the header limits what an injected script could do.",
  },
} as const;

function judge(page: Exchange): "good" | "open" | "invalid" | "missing" {
  const value = headersOf(page, NAME).join(", ").trim();
  if (value === "") return "missing";
  if (!/^[a-z][a-z0-9-]*\s*=/i.test(value) || /^[^=]*\s'(?:none|self)'/.test(value)) return "invalid";
  return GIVEN_TO_ALL.test(value) ? "open" : "good";
}
