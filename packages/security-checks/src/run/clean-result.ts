import type { CheckResult, Evidence, FoundFault } from "@plimsoll/core";
import { maskSecrets } from "../probe/mask.ts";

/** Of a check that looks at a site. */
const MAX_FAULTS = 50;
const MAX_EVIDENCE = 6;
const MAX_TEXT = 4000;
/** Far beyond what is shown, so that no secret is cut in two before it is masked. */
const MAX_SEARCHED = 20_000;
const MAX_TITLE = 200;
const MAX_PLACE = 500;

/** Control characters but tab and line feed, those that turn the direction of text or have no width, and its like. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/**
 * What a check found, fit to be stored and shown: secrets masked, control characters visible, texts and lists bounded. A
 * check sees to its own evidence; this makes sure. When faults are left out, the check is not assessed: those that were found
 * before and are not named now are not gone.
 */
export function cleanResult(
  result: CheckResult,
  knownSecrets: readonly string[],
  maxFaults: number = MAX_FAULTS,
): CheckResult {
  const clean = (text: string, max: number) =>
    cut(showInvisible(maskSecrets(text.slice(0, MAX_SEARCHED), knownSecrets)), max);
  switch (result.outcome) {
    case "pass":
      return result;
    case "fail":
      if (result.faults.length > maxFaults) {
        const reason = `There are ${result.faults.length} findings, of which the first ${maxFaults} are kept.`;
        return { outcome: "not-assessed", reason, faults: cleanFaults(result.faults.slice(0, maxFaults), clean) };
      }
      return { outcome: "fail", faults: cleanFaults(result.faults, clean) };
    case "not-applicable":
      return { outcome: "not-applicable", reason: clean(result.reason, MAX_TEXT) };
    case "not-assessed": {
      const reason = clean(result.reason, MAX_TEXT);
      if (!result.faults) return { outcome: "not-assessed", reason };
      return { outcome: "not-assessed", reason, faults: cleanFaults(result.faults.slice(0, maxFaults), clean) };
    }
  }
}

type Clean = (text: string, max: number) => string;

function cleanFaults(faults: readonly FoundFault[], clean: Clean): FoundFault[] {
  return faults.map((fault) => ({
    ...fault,
    place: cleanPlace(fault.place, clean),
    title: clean(fault.title, MAX_TITLE),
    detail: clean(fault.detail, MAX_TEXT),
    evidence: fault.evidence
      .slice(0, MAX_EVIDENCE)
      .map((item): Evidence => ({ ...item, label: clean(item.label, MAX_TITLE), text: clean(item.text, MAX_TEXT) })),
  }));
}

function cleanPlace(place: FoundFault["place"], clean: Clean): FoundFault["place"] {
  switch (place.kind) {
    case "request":
      return {
        ...place,
        path: clean(place.path, MAX_PLACE),
        ...(place.parameter === undefined ? {} : { parameter: clean(place.parameter, MAX_PLACE) }),
      };
    case "package":
      return place;
    case "file":
      return { ...place, path: cut(showInvisible(place.path), MAX_PLACE) };
  }
}

/** As programmers write them, such as `\u202e`. */
function showInvisible(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(INVISIBLE, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`)
    .replace(LONE_SURROGATE, "\ufffd");
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
