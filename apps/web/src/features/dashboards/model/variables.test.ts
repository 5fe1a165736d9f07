import { expect, it } from "vitest";
import { readChoices, withChoices, writeChoice } from "./variables.ts";

const query = {
  metric: "jobs",
  aggregation: "rate" as const,
  groupBy: ["queue"],
  label: "",
  where: [
    { label: "service", op: "=" as const, values: ["$service"] },
    { label: "queue", op: "!=" as const, values: ["$5", "mails"] },
  ],
};

it("what is chosen takes the place of the variable's name", () => {
  expect(withChoices(query, { service: ["shop", "pay"] }).where).toEqual([
    { label: "service", op: "=", values: ["shop", "pay"] },
    { label: "queue", op: "!=", values: ["$5", "mails"] },
  ]);
  expect(withChoices(query, { service: [] }).where.map(({ label }) => label)).toEqual(["queue"]);
  const open = { ...query, where: [{ label: "queue", op: "=" as const, values: [""] }] };
  expect(withChoices(open, {}).where).toEqual([]);
  // Not a variable of this dashboard: it is a value like any other.
  expect(withChoices(query, {}).where[0]?.values).toEqual(["$service"]);
});

it("choices are in the link", () => {
  const variables = [{ name: "service", label: "service", metric: "jobs", multiple: true }];
  const params = new URLSearchParams({ "var.service": writeChoice(["a,b", 'c"']) ?? "" });
  expect(readChoices(params, variables)).toEqual({ service: ["a,b", 'c"'] });
  expect(readChoices(new URLSearchParams({ "var.service": "shop" }), variables)).toEqual({ service: ["shop"] });
  expect(readChoices(new URLSearchParams({ "var.service": "7" }), variables)).toEqual({ service: ["7"] });
  expect(readChoices(new URLSearchParams(), variables)).toEqual({ service: [] });
  expect(writeChoice([])).toBeNull();
});
