import type { LoadScript } from "@plimsoll/core";
import { compileScript } from "@plimsoll/load-engine";

/** Throws BAD_REQUEST that names all that is wrong with a script that could not run, and where. */
export function assertScriptRuns(script: LoadScript): void {
  compileScript(script, { seed: 1, stride: { index: 0, of: 1 } });
}
