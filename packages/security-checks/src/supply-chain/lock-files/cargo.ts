import { parse } from "smol-toml";
import { componentOf } from "../purl.ts";
import { isRecord, type LockFileReader, recordsIn, textIn } from "./lock-file-reader.ts";

/** `Cargo.lock`. A package without a source is the project's own. */
export const cargoLock: LockFileReader = {
  names: /^Cargo\.lock$/,
  read(text, file) {
    const lock: unknown = parse(text);
    const components = recordsIn(isRecord(lock) ? lock["package"] : null).flatMap((entry) => {
      const name = textIn(entry["name"]);
      const version = textIn(entry["version"]);
      const source = textIn(entry["source"]);
      if (name === undefined || version === undefined || source === undefined) return [];
      return [componentOf("crates.io", name, version, { file, source })];
    });
    return { components, unpinned: [] };
  },
};
