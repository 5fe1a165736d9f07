import { expect, it } from "vitest";
import { referencesOf } from "./checks.ts";

it("names the catalogues that a check belongs to, with the way there where there is one", () => {
  const references = referencesOf({
    cwe: [693],
    asvs: ["3.4.3"],
    answersTo: { zap: ["10038", "custom rule"], observatory: ["content-security-policy"] },
  });
  expect(references).toEqual([
    { label: "CWE-693", href: "https://cwe.mitre.org/data/definitions/693.html" },
    { label: "ASVS 3.4.3", href: null },
    { label: "ZAP 10038", href: "https://www.zaproxy.org/docs/alerts/10038/" },
    { label: "ZAP custom rule", href: null },
    { label: "Observatory content-security-policy", href: null },
  ]);
});
