import { defineCheck } from "../../check.ts";
import { resultOf } from "../faults.ts";
import { ERROR_SNIPPETS } from "./error-snippets.ts";
import { DATABASE_ERRORS } from "./patterns.ts";
import { faultsBySigns } from "./sightings.ts";

export const databaseError = defineCheck({
  id: "leaks.database-error",
  group: "leaks",
  title: "Errors of the database stay inside",
  why: "The words of a database tell which one it is, names of tables and columns, and often that input reaches a query unchecked: where such an error shows, an injection is seldom far.",
  fix: {
    text: "Catch errors of the database, log them, and answer with a message of your own. Use parameters in queries.",
    snippets: ERROR_SNIPPETS,
  },
  severity: "medium",
  profile: "passive",
  cwe: [209],
  asvs: ["16.5.1"],
  answersTo: { zap: ["90022"] },
  run(target) {
    return Promise.resolve(
      resultOf(
        faultsBySigns(target.pages, DATABASE_ERRORS, (name) => ({
          title: `An error message of ${name}`,
          detail: "The page shows what the database said.",
        })),
      ),
    );
  },
});
