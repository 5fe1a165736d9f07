import type { LoadImport } from "@plimsoll/core";
import { type ImportFormat, importScript } from "@plimsoll/load-engine";

/** Makes a script of a HAR file, curl commands or an OpenAPI document; nothing is kept or sent. Throws BAD_REQUEST. */
export function importLoadScript({ format, text }: { format: ImportFormat; text: string }): LoadImport {
  return importScript(format, text);
}
