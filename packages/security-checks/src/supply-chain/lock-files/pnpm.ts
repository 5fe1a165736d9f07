import { parse } from "yaml";
import { componentOf } from "../purl.ts";
import { isRecord, type LockFileReader, textIn } from "./lock-file-reader.ts";

/** `pnpm-lock.yaml`, versions 5 to 9. */
export const pnpmLock: LockFileReader = {
  names: /^pnpm-lock\.ya?ml$/,
  read(text, file) {
    const lock: unknown = parse(text, { maxAliasCount: 100 });
    if (!isRecord(lock) || lock["lockfileVersion"] === undefined) throw new Error("it has no lockfileVersion");
    const packages = isRecord(lock["packages"]) ? lock["packages"] : {};
    const components = Object.entries(packages).flatMap(([key, entry]) => {
      const written = isRecord(entry) ? entry : {};
      const identity = identityOf(key);
      const name = textIn(written["name"]) ?? identity?.name;
      const version = textIn(written["version"]) ?? identity?.version;
      if (name === undefined || version === undefined) return [];
      const resolution = isRecord(written["resolution"]) ? written["resolution"] : {};
      const isDevelopment = written["dev"] === true;
      return [componentOf("npm", name, version, { file, isDevelopment, source: textIn(resolution["tarball"]) })];
    });
    return { components, unpinned: [] };
  },
};

/**
 * `name@1.0.0(peer@2.0.0)` since version 9, `/name@1.0.0(…)` in 6, `/name/1.0.0_peer@2.0.0` in 5. Null for what is not
 * from a registry: a file or a repository.
 */
function identityOf(key: string): { name: string; version: string } | null {
  const plain = key.replace(/\(.*$/, "").replace(/^\//, "");
  const match = /^((?:@[^/@]+\/)?[^/@]+)[@/](\d[^/@:]*)/.exec(plain);
  const [, name, version] = match ?? [];
  if (name === undefined || version === undefined) return null;
  return { name, version: version.replace(/_.*$/, "") };
}
