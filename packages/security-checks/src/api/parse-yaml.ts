import { runInNewContext } from "node:vm";
import { parse } from "yaml";

/** Long enough for any document that people write, short enough for other scans to wait. */
const TIMEOUT_MS = 2000;
const MAX_CHARACTERS = 2_000_000;

/**
 * The value of a YAML text; undefined for anything else, and for one that takes too long: the parser needs more than linear
 * time for some texts, and a target chooses the text. The context is there for its clock alone, which ends our own code, too.
 */
export function parseYaml(text: string, timeoutMs = TIMEOUT_MS): unknown {
  if (text.length > MAX_CHARACTERS) return undefined;
  const read = () => parse(text, { maxAliasCount: 50, logLevel: "silent", uniqueKeys: false });
  try {
    return runInNewContext("read()", { read }, { timeout: timeoutMs });
  } catch {
    return undefined;
  }
}
