import { createHash } from "node:crypto";
import { versionedPurl } from "../supply-chain/purl.ts";
import type { ExportedFinding, ExportInput } from "./export-input.ts";
import { infosById } from "./rules.ts";

/** The part of CycloneDX 1.6 that is written. */
export interface VexDocument {
  $schema: string;
  bomFormat: "CycloneDX";
  specVersion: "1.6";
  serialNumber: string;
  version: number;
  metadata: { timestamp: string; tools: object; component: object };
  components: { type: "library"; "bom-ref": string; name: string; version: string; purl: string }[];
  vulnerabilities: object[];
}

type PackagePlace = Extract<ExportedFinding["place"], { kind: "package" }>;

/**
 * Findings about packages as a CycloneDX 1.6 document with vulnerabilities and what was decided about them (VEX,
 * https://cyclonedx.org/capabilities/vex/). Open ones are `in_triage`, accepted ones `exploitable` with the reason, false ones
 * `false_positive`, fixed ones `resolved`. Findings about requests, files and licences have no place in it.
 */
export function toVex(input: ExportInput): VexDocument {
  const infos = infosById(input);
  const found = input.findings.flatMap((finding) =>
    finding.place.kind === "package" && !finding.place.advisory.startsWith("licence:")
      ? [{ finding, place: finding.place }]
      : [],
  );
  const components = new Map(found.flatMap(({ place }) => componentsOf(place)).map((one) => [one["bom-ref"], one]));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(`${input.target} ${input.startedAt} ${input.finishedAt}`)}`,
    version: 1,
    metadata: {
      timestamp: input.finishedAt,
      tools: { components: [{ type: "application", name: "Plimsoll", version: input.version }] },
      component: { type: "application", "bom-ref": "target", name: input.target },
    },
    components: [...components.values()],
    vulnerabilities: found.map(({ finding, place }) =>
      toVulnerability(finding, place, infos.get(finding.checkId)?.cwe ?? []),
    ),
  };
}

/** One a version; without known versions the package as such. */
function componentsOf({ purl, versions = [] }: PackagePlace): VexDocument["components"] {
  const name = decodeURIComponent(purl.replace(/^pkg:[^/]+\//, ""));
  return versions.map((version) => {
    const full = versionedPurl(purl, version);
    return { type: "library", "bom-ref": full, name, version, purl: full };
  });
}

function toVulnerability(finding: ExportedFinding, place: PackagePlace, cwes: readonly number[]): object {
  const { title, detail, severity, firstSeenAt, checkId } = finding;
  const { advisory } = place;
  const refs = componentsOf(place).map((component) => ({ ref: component["bom-ref"] }));
  return {
    "bom-ref": `${checkId}:${finding.fingerprint}`,
    id: advisory,
    source: { name: "OSV", url: `https://osv.dev/vulnerability/${encodeURIComponent(advisory)}` },
    ratings: [{ source: { name: "Plimsoll" }, severity, method: "other" }],
    ...(cwes.length > 0 ? { cwes } : {}),
    description: title,
    detail,
    ...(firstSeenAt === undefined ? {} : { properties: [{ name: "plimsoll:firstSeenAt", value: firstSeenAt }] }),
    analysis: analysisOf(finding),
    affects: refs.length > 0 ? refs : [{ ref: "target" }],
  };
}

function analysisOf({ state, reason }: ExportedFinding): object {
  switch (state) {
    case "open":
      return { state: "in_triage" };
    case "fixed":
      return { state: "resolved" };
    case "accepted":
      return { state: "exploitable", response: ["will_not_fix"], ...(reason === undefined ? {} : { detail: reason }) };
    case "false-positive":
      return { state: "false_positive", ...(reason === undefined ? {} : { detail: reason }) };
  }
}

/** The same scan has the same serial number (a UUID as RFC 9562 makes them of a hash). */
function uuidOf(text: string): string {
  const hash = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
