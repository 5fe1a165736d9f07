import { defineCheck } from "../../check.ts";
import { resultOf } from "../faults.ts";
import { ERROR_SNIPPETS } from "./error-snippets.ts";
import { STACK_TRACES } from "./patterns.ts";
import { faultsBySigns } from "./sightings.ts";

export const stackTrace = defineCheck({
  id: "leaks.stack-trace",
  group: "leaks",
  title: "Answers hold no stack traces",
  why: "A stack trace tells an attacker which libraries run in which versions, how the code is built and where it lives; often it holds values, too.",
  fix: { text: "Log errors on the server, with an id; answer with the id and nothing else.", snippets: ERROR_SNIPPETS },
  severity: "medium",
  profile: "passive",
  cwe: [209],
  asvs: ["16.5.1", "13.4.2"],
  answersTo: { zap: ["10023", "90022"] },
  run(target) {
    return Promise.resolve(
      resultOf(
        faultsBySigns(target.pages, STACK_TRACES, (name) => ({
          title: `A stack trace (${name})`,
          detail: "The page shows where in the code an error happened.",
        })),
      ),
    );
  },
});
