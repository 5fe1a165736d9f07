import { expect, it } from "vitest";
import { licenceRefusal } from "./licence-policy.ts";

const policy = {
  allow: ["MIT", "Apache-2.0", "BSD-*", "GPL-2.0-only WITH Classpath-exception-2.0"],
  deny: ["BSD-4-Clause"],
};

it.each([
  ["MIT", null],
  ["mit", null],
  ["BSD-3-Clause", null],
  ["BSD-4-Clause", "BSD-4-Clause is denied"],
  ["GPL-3.0-only", "GPL-3.0-only is not among those allowed"],
  ["(MIT OR GPL-3.0-only)", null],
  ["MIT AND GPL-3.0-only", "GPL-3.0-only is not among those allowed"],
  ["(MIT OR GPL-3.0-only) AND (Apache-2.0 OR BSD-4-Clause)", null],
  ["GPL-2.0-only WITH Classpath-exception-2.0", null],
  ["GPL-2.0-only", "GPL-2.0-only is not among those allowed"],
  ["SEE LICENSE IN LICENSE.txt", "SEE LICENSE IN LICENSE.txt is not among those allowed"],
])("%s: %s", (licence, refusal) => {
  expect(licenceRefusal(policy, licence)).toBe(refusal);
});

it("allows everything but what is denied when nothing is allowed by name", () => {
  expect(licenceRefusal({ allow: [], deny: ["AGPL-*"] }, "UNLICENSED")).toBeNull();
  expect(licenceRefusal({ allow: [], deny: ["AGPL-*"] }, "AGPL-3.0-or-later")).toBe("AGPL-3.0-or-later is denied");
});
