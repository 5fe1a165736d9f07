import type { FoundFault } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headersOf } from "../../exchange.ts";
import { readPlainHttp } from "../../transport/plain-http.ts";

const SESSION_NAME = /sess|sid\b|auth|token|jwt|login|remember/i;

export const cookiesOverHttp = defineCheck({
  id: "transport.cookies-over-http",
  group: "transport",
  title: "No cookies over plain HTTP",
  why: "A cookie that is set over plain HTTP was read by everybody on the way, and comes back over plain HTTP with each request there. Who reads a session's cookie has the session.",
  fix: {
    text: "Set cookies over HTTPS only, with Secure, and answer plain HTTP with a redirect that sets none.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "server {\n  listen 80;\n  return 301 https://$host$request_uri;\n}",
      },
      {
        server: "Express",
        language: "js",
        code: 'res.cookie("__Host-session", id, { secure: true, httpOnly: true, sameSite: "lax", path: "/" });',
      },
    ],
  },
  severity: "low",
  profile: "standard",
  cwe: [319, 614],
  asvs: ["3.3.1", "12.2.1"],
  answersTo: { zap: ["10011"], observatory: ["cookies"] },
  async run(target) {
    const answers = await readPlainHttp(target);
    if ("outcome" in answers) return answers;
    const faults = new Map<string, FoundFault>();
    for (const answer of answers)
      for (const name of cookieNames(answer)) faults.set(name, faults.get(name) ?? faultOf(name, answer));
    return faults.size > 0 ? { outcome: "fail", faults: [...faults.values()] } : { outcome: "pass" };
  },
});

function cookieNames(answer: Exchange): string[] {
  return headersOf(answer, "set-cookie").map((cookie) => cookie.split("=", 1)[0]?.trim() ?? "");
}

function faultOf(name: string, answer: Exchange): FoundFault {
  return {
    place: { kind: "request", method: "GET", path: "/*", parameter: name },
    title: `The cookie ${name} is set over plain HTTP`,
    detail: "The answer that set it was not encrypted.",
    ...(SESSION_NAME.test(name) ? { severity: "medium" } : {}),
    evidence: [quoteExchange("Answer over plain HTTP", answer, { headers: ["location", "set-cookie"] })],
  };
}
