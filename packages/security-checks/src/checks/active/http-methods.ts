import type { FoundFault } from "@plimsoll/core";
import { marker } from "../../active/inputs.ts";
import { tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headersOf } from "../../exchange.ts";

/** Methods for writing and administering that a site for visitors has no use for; what APIs use is not among them. */
const ODD = ["TRACE", "TRACK", "CONNECT", "DEBUG", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"];
const PROBE_HEADER = "x-plimsoll-probe";

export const httpMethods = defineCheck({
  id: "active.http-methods",
  group: "active",
  title: "Methods that nobody needs are turned off",
  why: "TRACE sends back what the server received, with headers that proxies added and scripts should not see. WebDAV methods list, copy and move files; they are often left on by mistake.",
  fix: {
    text: "Allow the methods that the application has routes for and answer 405 to all others.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "if ($request_method !~ ^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$) {\n  return 405;\n}",
      },
      { server: "Apache", language: "apache", code: "TraceEnable off\nDAV off" },
    ],
  },
  severity: "low",
  profile: "active",
  cwe: [16, 650],
  asvs: ["13.4.4", "4.1.4"],
  answersTo: { zap: ["90028"] },
  run(target) {
    const token = marker();
    const trace = { method: "TRACE", url: "/", headers: { [PROBE_HEADER]: token } } as const;
    return tryPlaces(target, [
      [{ request: trace, judge: (answer) => judgeTrace(answer, token) }],
      [{ request: { method: "OPTIONS", url: "/" }, judge: judgeOptions }],
    ]);
  },
});

function judgeTrace(answer: Exchange, token: string): FoundFault | null {
  const index = answer.body.indexOf(token);
  if (answer.status !== 200 || index < 0) return null;
  return {
    place: { kind: "request", method: "TRACE", path: "/" },
    title: "TRACE answers with the request",
    detail: "The answer repeats a header of the request.",
    severity: "medium",
    evidence: [
      quoteExchange("Answer to TRACE", answer, {
        requestHeaders: [PROBE_HEADER],
        around: { index, length: token.length },
      }),
    ],
  };
}

function judgeOptions(answer: Exchange): FoundFault | null {
  const listed = [...headersOf(answer, "allow"), ...headersOf(answer, "public")].flatMap((value) => value.split(","));
  const odd = ODD.filter((method) => listed.some((name) => name.trim().toUpperCase() === method));
  if (answer.status >= 400 || odd.length === 0) return null;
  return {
    place: { kind: "request", method: "OPTIONS", path: "/", parameter: "allow" },
    title: `The server offers ${odd.join(", ")}`,
    detail: "It lists methods in Allow that a site for visitors has no use for.",
    evidence: [quoteExchange("Answer to OPTIONS", answer, { headers: ["allow", "public"] })],
  };
}
