import type { FoundFault } from "@plimsoll/core";
import { apiOf } from "../../api/api-of-target.ts";
import { addressOf, type ApiOperation } from "../../api/openapi.ts";
import { undeclaredFields } from "../../api/undeclared-fields.ts";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, mediaTypeOf } from "../../exchange.ts";
import { attempt, concludeProbes } from "../../exposed/probe-paths.ts";
import { parseJson } from "../../probe/parse-json.ts";

/** Fields that no answer should hold, described or not. */
const SECRET =
  /pass(?:word|wd|phrase)?(?:_?hash)?$|secret|salt$|hash$|token|api_?key|private_?key|ssn|cvv|card_?number|iban|totp|otp_?seed/i;

export const excessiveData = defineCheck({
  id: "api.excessive-data",
  group: "api",
  title: "Answers hold the described fields only",
  why: "An endpoint that sends the whole record and leaves it to the page what to show also sends hashes of passwords, flags and notes that were never meant to leave. Nobody looks at them, but attackers.",
  fix: {
    text: "Name the fields of each answer, by a schema that leaves out everything else, and add new ones on purpose. Where the field is meant to be there, describe it.",
    snippets: [
      {
        server: "Zod",
        language: "ts",
        code: "res.json(userView.parse(user)); // z.object({ id, name }) strips the rest",
      },
      { server: "Prisma", language: "ts", code: "prisma.user.findMany({ select: { id: true, name: true } });" },
    ],
  },
  severity: "low",
  profile: "standard",
  cwe: [213, 200],
  asvs: ["8.2.3", "15.3.1"],
  answersTo: {},
  async run(target) {
    const api = apiOf(target);
    if ("outcome" in api) return api;
    const described = api.operations.filter((operation) => operation.response !== null);
    if (described.length === 0) {
      return { outcome: "not-applicable", reason: "The OpenAPI document describes no JSON answer to GET." };
    }
    const headers = { accept: "application/json", ...target.identities[0]?.headers };
    const faults: FoundFault[] = [];
    const failures: string[] = [];
    let seen = 0;
    for (const operation of described) {
      const answer = await attempt(() => target.send({ url: addressOf(operation), headers }));
      if (typeof answer === "string") failures.push(answer);
      else if (answer.status === 200 && /\bjson$/.test(mediaTypeOf(answer))) {
        seen += 1;
        faults.push(...judge(answer, operation));
      }
    }
    if (seen === 0 && failures.length === 0) {
      return {
        outcome: "not-assessed",
        reason: "No described operation answered 200 with JSON: it may need a test account.",
      };
    }
    return concludeProbes(faults, failures, described.length);
  },
});

function judge(answer: Exchange, operation: ApiOperation): FoundFault[] {
  const fields = undeclaredFields(parseJson(answer.body), operation.response);
  if (fields.length === 0) return [];
  const secret = fields.filter((field) => SECRET.test(field));
  const index = Math.max(0, answer.body.indexOf(`"${(secret[0] ?? fields[0] ?? "").replace(/^.*[.\]]/, "")}"`));
  return [
    {
      place: { kind: "request", method: "GET", path: operation.path },
      title: `GET ${operation.path} sends ${fields.length === 1 ? "a field" : `${fields.length} fields`} beyond its description`,
      detail:
        secret.length > 0
          ? `Some look like secrets: ${secret.join(", ")}.`
          : `They are ${fields.slice(0, 20).join(", ")}.`,
      ...(secret.length > 0 ? { severity: "high" } : {}),
      evidence: [
        { label: "Fields that are not described", text: fields.join("\n"), language: "text" },
        quoteExchange("Answer", answer, { headers: ["content-type"], around: { index, length: 40 } }),
      ],
    },
  ];
}
