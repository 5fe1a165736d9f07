import type { FoundFault } from "@plimsoll/core";
import { apiOf } from "../../api/api-of-target.ts";
import { addressOf, type ApiOperation } from "../../api/openapi.ts";
import { defineCheck, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, isHtml } from "../../exchange.ts";
import { attempt, concludeProbes } from "../../exposed/probe-paths.ts";

export const authenticationMissing = defineCheck({
  id: "api.authentication-missing",
  group: "api",
  title: "Endpoints ask for credentials where the API's description says so",
  why: "The description promises that an endpoint is for signed-in callers, and it answers everybody. Mostly the check was forgotten on one route, or a proxy was to make it.",
  fix: {
    text: "Refuse every request without credentials before routes are looked at, and let the few public routes opt out. Test each route without credentials.",
    snippets: [
      {
        server: "Express",
        language: "js",
        code: 'app.use("/api", requireUser); // before the routes\napp.use("/api", routes);',
      },
      {
        server: "Spring Security",
        language: "java",
        code: 'http.authorizeHttpRequests(r -> r.requestMatchers("/public/**").permitAll().anyRequest().authenticated());',
      },
    ],
  },
  severity: "high",
  profile: "standard",
  cwe: [306, 862],
  asvs: ["8.2.1", "8.3.1"],
  answersTo: {},
  async run(target) {
    const api = apiOf(target);
    if ("outcome" in api) return api;
    const guarded = api.operations.filter((operation) => operation.needsAuthentication);
    if (guarded.length === 0) {
      return {
        outcome: "not-applicable",
        reason: "The OpenAPI document demands credentials for no operation with GET.",
      };
    }
    const judged = { faults: [] as FoundFault[], failures: [] as string[], isKnown: false };
    for (const operation of guarded) {
      const url = addressOf(operation);
      const answer = await attempt(() => target.send({ url, headers: { accept: "application/json" } }));
      if (typeof answer === "string") judged.failures.push(answer);
      else if (await isServed(target, answer)) judged.faults.push(faultOf(operation, answer));
      else judged.isKnown ||= answer.status === 401 || answer.status === 403 || isRedirect(answer);
    }
    const { faults, failures, isKnown } = judged;
    if (faults.length === 0 && failures.length === 0 && !isKnown) {
      const reason = "No operation was served or refused: the examples of their parameters lead nowhere.";
      return { outcome: "not-assessed", reason };
    }
    return concludeProbes(faults, failures, guarded.length);
  },
});

/** True for data: a page of the site that answers to any path is none. */
async function isServed(target: WebTarget, answer: Exchange): Promise<boolean> {
  if (answer.status < 200 || answer.status >= 300 || isHtml(answer)) return false;
  return !(await target.looksMissing(answer));
}

/** To the sign-in, as pages do. */
function isRedirect(answer: Exchange): boolean {
  return answer.status >= 300 && answer.status < 400;
}

function faultOf(operation: ApiOperation, answer: Exchange): FoundFault {
  return {
    place: { kind: "request", method: "GET", path: operation.path },
    title: `GET ${operation.path} answers without credentials`,
    detail: `The API's description demands credentials; without any, the answer is ${answer.status} with data.`,
    evidence: [
      quoteExchange("Answer without credentials", answer, {
        headers: ["content-type"],
        around: { index: 0, length: 200 },
      }),
    ],
  };
}
