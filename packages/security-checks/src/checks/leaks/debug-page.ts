import { defineCheck } from "../../check.ts";
import { resultOf } from "../faults.ts";
import { ERROR_SNIPPETS } from "./error-snippets.ts";
import { DEBUG_PAGES } from "./patterns.ts";
import { faultsBySigns } from "./sightings.ts";

export const debugPage = defineCheck({
  id: "leaks.debug-page",
  group: "leaks",
  title: "Developers' pages are off",
  why: "Error pages made for developers show settings, environment and source code, and some run code that is typed into them.",
  fix: { text: "Turn the framework's debug mode off wherever others can reach it.", snippets: ERROR_SNIPPETS },
  severity: "high",
  profile: "passive",
  cwe: [489, 215],
  asvs: ["13.4.2"],
  answersTo: { zap: ["10023", "10056"] },
  run(target) {
    return Promise.resolve(
      resultOf(
        faultsBySigns(target.pages, DEBUG_PAGES, (name) => ({
          title: `A page for developers (${name})`,
          detail: "The framework's debug mode is on.",
        })),
      ),
    );
  },
});
