import { describe, expect, it } from "vitest";
import type { Advisory, AdvisorySource } from "../advisory.ts";
import { componentOf } from "../purl.ts";
import { severityOf } from "./advisory-severity.ts";
import { matchAdvisory } from "./match-advisory.ts";
import { matchComponents } from "./match-components.ts";
import { readAdvisory } from "./read-advisory.ts";

const NOW = new Date("2026-11-20T00:00:00Z");
const signal = new AbortController().signal;

function osv(record: object): Advisory {
  const read = readAdvisory({ id: "GHSA-1", modified: "2026-11-01T00:00:00Z", ...record });
  if (!read) throw new Error("no advisory");
  return read;
}

function affecting(name: string, events: object[], ecosystem = "npm", more: object = {}) {
  return { affected: [{ package: { ecosystem, name }, ranges: [{ type: "SEMVER", events }], ...more }] };
}

function sourceOf(
  advisories: Advisory[],
  more: Partial<Awaited<ReturnType<AdvisorySource["find"]>>> = {},
): AdvisorySource {
  return { name: "a fixture", find: async () => ({ advisories, dataFrom: null, ecosystems: null, ...more }) };
}

const npm = (name: string, version: string) => componentOf("npm", name, version, { file: "package-lock.json" });
const kindOf = (advisory: Advisory, version: string) => matchAdvisory(advisory, npm("a", version)).kind;

describe("an advisory matches", () => {
  it("by ranges, which may have gaps", () => {
    const advisory = osv(
      affecting("a", [{ introduced: "0" }, { fixed: "1.2.0" }, { introduced: "2.0.0" }, { fixed: "2.0.5" }]),
    );
    const kinds = ["0.0.1", "1.2.0", "1.9.9", "2.0.0-rc.1", "2.0.4", "2.0.5"].map((version) =>
      kindOf(advisory, version),
    );
    expect(kinds).toEqual(["affected", "unaffected", "unaffected", "unaffected", "affected", "unaffected"]);
    expect(matchAdvisory(advisory, npm("a", "1.0.0"))).toMatchObject({ fixedIn: "1.2.0" });
    expect(matchAdvisory(advisory, npm("a", "2.0.1"))).toMatchObject({ fixedIn: "2.0.5" });
  });

  it("whatever the order of its events", () => {
    const advisory = osv(
      affecting("a", [{ fixed: "2.0.5" }, { fixed: "1.2.0" }, { introduced: "2.0.0" }, { introduced: "0" }]),
    );
    expect(["1.0.0", "1.5.0", "2.0.1", "3.0.0"].map((version) => kindOf(advisory, version))).toEqual([
      "affected",
      "unaffected",
      "affected",
      "unaffected",
    ]);
  });

  it("up to and with the last affected version, and below its limit", () => {
    const last = osv(affecting("a", [{ introduced: "1.0.0" }, { last_affected: "1.5.0" }]));
    expect(["0.9.0", "1.5.0", "1.5.1"].map((version) => kindOf(last, version))).toEqual([
      "unaffected",
      "affected",
      "unaffected",
    ]);
    expect(matchAdvisory(last, npm("a", "1.0.0"))).toMatchObject({ fixedIn: null });
    const limited = osv(affecting("a", [{ introduced: "0" }, { limit: "2.0.0" }]));
    expect(["1.0.0", "2.0.0"].map((version) => kindOf(limited, version))).toEqual(["affected", "unaffected"]);
  });

  it("by listed versions, but not by Git's commits", () => {
    const listed = {
      package: { ecosystem: "PyPI", name: "My_Pkg" },
      versions: ["1.0"],
      ranges: [{ type: "GIT", events: [{ introduced: "0" }] }],
    };
    const advisory = osv({ affected: [listed] });
    const pypi = (version: string) => componentOf("PyPI", "my-pkg", version, { file: "requirements.txt" });
    expect(matchAdvisory(advisory, pypi("1.0.0")).kind).toBe("affected");
    expect(matchAdvisory(advisory, pypi("1.1")).kind).toBe("unaffected");
  });

  it("only packages of its ecosystem and name, whatever the ecosystem's suffix", () => {
    const advisory = osv(affecting("org.x:y", [{ introduced: "0" }], "Maven:https://repo.example"));
    const maven = componentOf("Maven", "org.x:y", "1", { file: "pom.xml" });
    expect(matchAdvisory(advisory, maven).kind).toBe("affected");
    expect(matchAdvisory(advisory, npm("org.x:y", "1.0.0")).kind).toBe("unaffected");
  });

  it("nothing when a version cannot be read", () => {
    expect(kindOf(osv(affecting("a", [{ introduced: "0" }, { fixed: "1.0.0" }])), "main")).toBe("unknown");
  });
});

describe("matched advisories", () => {
  it("leave out withdrawn ones", async () => {
    const advisory = osv({ ...affecting("a", [{ introduced: "0" }]), withdrawn: "2026-01-01T00:00:00Z" });
    const { packages } = await matchComponents(sourceOf([advisory]), [npm("a", "1.0.0")], NOW, signal);
    expect(packages).toEqual([]);
  });

  it("are one for a hole with several names, and one for all versions of a package", async () => {
    const events = [{ introduced: "0" }];
    const advisories = [
      osv({ id: "OSV-1", aliases: ["CVE-2026-1"], ...affecting("a", events) }),
      osv({ id: "GHSA-x", aliases: ["CVE-2026-1"], ...affecting("a", events) }),
      osv({ id: "GHSA-other", ...affecting("a", [{ introduced: "2.0.0" }]) }),
    ];
    const { packages, gaps } = await matchComponents(
      sourceOf(advisories),
      [npm("a", "1.0.0"), npm("a", "2.0.0")],
      NOW,
      signal,
    );
    expect(
      packages.map(({ id, aliases, found }) => [id, aliases, found.map(({ component }) => component.version)]),
    ).toEqual([
      ["GHSA-other", [], ["2.0.0"]],
      ["GHSA-x", ["CVE-2026-1", "OSV-1"], ["1.0.0", "2.0.0"]],
    ]);
    expect(gaps).toEqual([]);
  });

  it("say what is left open", async () => {
    const source = sourceOf([osv(affecting("a", [{ introduced: "0" }, { fixed: "1.0.0" }]))], {
      dataFrom: "2026-09-01T00:00:00Z",
      ecosystems: ["npm"],
    });
    const go = componentOf("Go", "golang.org/x/net", "0.1.0", { file: "go.mod" });
    const { gaps } = await matchComponents(source, [npm("a", "main"), go], NOW, signal);
    expect(gaps).toEqual([
      "There is no data for Go in a fixture.",
      "The newest advisory in a fixture is 80 days old: what was found since is not known.",
      "Versions that cannot be compared: a main.",
    ]);
  });
});

describe("the severity of an advisory", () => {
  const judge = (record: object) => {
    const advisory = osv({ affected: [{ package: { ecosystem: "npm", name: "a" } }], ...record });
    return severityOf(advisory, advisory.affected[0]!).severity;
  };

  it.each([
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "critical"],
    ["CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:H", "high"],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "critical"],
    ["CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", "low"],
  ])("comes from %s", (score, severity) => {
    expect(judge({ severity: [{ type: "CVSS_V3", score }] })).toBe(severity);
  });

  it("else from the database's word, else it is medium", () => {
    expect(
      judge({ severity: [{ type: "CVSS_V3", score: "rubbish" }], database_specific: { severity: "MODERATE" } }),
    ).toBe("medium");
    expect(judge({ database_specific: { severity: "HIGH" } })).toBe("high");
    expect(judge({})).toBe("medium");
  });

  it("is critical for malicious packages", () => {
    expect(judge({ id: "MAL-2026-1" })).toBe("critical");
  });
});
