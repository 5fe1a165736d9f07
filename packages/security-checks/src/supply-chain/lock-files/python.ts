import { parse } from "smol-toml";
import type { Component } from "../component.ts";
import { componentOf } from "../purl.ts";
import { isRecord, type LockFileReader, recordsIn, textIn } from "./lock-file-reader.ts";

/** `requirements.txt` and its like, as pip reads it. Only `==` and `===` say a version. */
export const pipRequirements: LockFileReader = {
  names: /^(.*[-_.])?requirements([-_.].*)?\.txt$|^constraints\.txt$/i,
  read(text, file) {
    const components: Component[] = [];
    const unpinned: { name: string; wanted: string }[] = [];
    for (const line of text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/)) {
      // Options (`-r`, `--hash`), comments, markers (`; python_version…`) and extras (`[http2]`) are not part of it.
      const wanted = line
        .replace(/(^|\s)#.*$/, "")
        .replace(/\s--.*$/, "")
        .split(";")[0]
        ?.trim();
      if (!wanted || wanted.startsWith("-")) continue;
      const [, name, rest = ""] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(wanted) ?? [];
      if (name === undefined) continue;
      const version = /^\(?===?\s*([^\s,*)]+)\s*\)?$/.exec(rest)?.[1];
      if (version === undefined) unpinned.push({ name, wanted });
      else components.push(componentOf("PyPI", name, version, { file }));
    }
    return { components, unpinned };
  },
};

/** `poetry.lock`, `uv.lock` and `pdm.lock`: TOML with a `[[package]]` for each. */
export const pythonTomlLock: LockFileReader = {
  names: /^(poetry|uv|pdm)\.lock$/,
  read(text, file) {
    const lock: unknown = parse(text);
    const components = recordsIn(isRecord(lock) ? lock["package"] : null).flatMap((entry) => {
      const name = textIn(entry["name"]);
      const version = textIn(entry["version"]);
      if (name === undefined || version === undefined || isOwn(entry["source"])) return [];
      const isDevelopment = entry["category"] === "dev";
      return [componentOf("PyPI", name, version, { file, isDevelopment })];
    });
    return { components, unpinned: [] };
  },
};

/** The project itself, its workspace members, and folders beside it: nothing that a registry knows. */
function isOwn(source: unknown): boolean {
  if (!isRecord(source)) return false;
  return (
    "virtual" in source ||
    "editable" in source ||
    "directory" in source ||
    source["type"] === "directory" ||
    source["type"] === "file"
  );
}

/** `Pipfile.lock`: JSON. */
export const pipfileLock: LockFileReader = {
  names: /^Pipfile\.lock$/,
  read(text, file) {
    const lock: unknown = JSON.parse(text);
    if (!isRecord(lock) || !isRecord(lock["default"])) throw new Error("it has no default packages");
    const groups = [["default", false] as const, ["develop", true] as const];
    const components = groups.flatMap(([group, isDevelopment]) =>
      Object.entries(isRecord(lock[group]) ? lock[group] : {}).flatMap(([name, entry]) => {
        const version = isRecord(entry) ? textIn(entry["version"]) : undefined;
        return version?.startsWith("==") ? [componentOf("PyPI", name, version.slice(2), { file, isDevelopment })] : [];
      }),
    );
    return { components, unpinned: [] };
  },
};
