import type { Component } from "../component.ts";
import { componentOfPurl } from "../purl.ts";
import { isRecord, type LockFileContents, type LockFileReader, recordsIn, textIn } from "./lock-file-reader.ts";
import { elementsIn, parseXml } from "./maven.ts";

/** A CycloneDX bill of materials in JSON. Components without a package URL and a version are unpinned. */
export const cycloneDxJson: LockFileReader = {
  names: /^bom\.json$|[.-]?(cdx|sbom|cyclonedx)\.json$/i,
  read(text, file) {
    const bom: unknown = JSON.parse(text);
    if (!isRecord(bom) || bom["bomFormat"] !== "CycloneDX") throw new Error("it is no CycloneDX bill of materials");
    return readComponents(recordsIn(bom["components"]), (entry) => recordsIn(entry["components"]), jsonLicence, file);
  },
};

/** The same in XML. */
export const cycloneDxXml: LockFileReader = {
  names: /^bom\.xml$|[.-]?(cdx|sbom|cyclonedx)\.xml$/i,
  read(text, file) {
    const bom = parseXml(text)["bom"];
    if (!isRecord(bom)) throw new Error("it is no CycloneDX bill of materials");
    const nested = (entry: Record<string, unknown>) => elementsIn(entry, "components", "component");
    return readComponents(nested(bom), nested, xmlLicence, file);
  },
};

function readComponents(
  roots: Record<string, unknown>[],
  nested: (entry: Record<string, unknown>) => Record<string, unknown>[],
  licenceOf: (entry: Record<string, unknown>) => string | undefined,
  file: string,
): LockFileContents {
  const components: Component[] = [];
  const unpinned: { name: string; wanted: string }[] = [];
  const waiting = [...roots];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    waiting.push(...nested(entry));
    const purl = textIn(entry["purl"]);
    const component = purl === undefined ? null : componentOfPurl(purl, { file, licence: licenceOf(entry) });
    if (component) components.push(component);
    // Files and data have no version of their own; only what is a package should have a package URL.
    else if (entry["type"] === undefined || entry["type"] === "library" || entry["type"] === "framework") {
      unpinned.push({ name: textIn(entry["name"]) ?? "a component", wanted: purl ?? "no package URL" });
    }
  }
  return { components, unpinned };
}

function jsonLicence(entry: Record<string, unknown>): string | undefined {
  return together(
    recordsIn(entry["licenses"]).flatMap((choice) => {
      const licence = isRecord(choice["license"]) ? choice["license"] : {};
      return textIn(choice["expression"]) ?? textIn(licence["id"]) ?? textIn(licence["name"]) ?? [];
    }),
  );
}

function xmlLicence(entry: Record<string, unknown>): string | undefined {
  const expressions = elementsIn(entry, "licenses").flatMap((choice) => textIn(choice["expression"]) ?? []);
  const named = elementsIn(entry, "licenses", "license").flatMap(
    (one) => textIn(one["id"]) ?? textIn(one["name"]) ?? [],
  );
  return together([...expressions, ...named]);
}

/** Several licences of a component all hold. */
function together(licences: string[]): string | undefined {
  if (licences.length < 2) return licences[0];
  return licences.map((licence) => (licence.includes(" ") ? `(${licence})` : licence)).join(" AND ");
}
