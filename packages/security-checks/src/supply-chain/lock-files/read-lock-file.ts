import { cargoLock } from "./cargo.ts";
import { cycloneDxJson, cycloneDxXml } from "./cyclonedx.ts";
import { goMod, goSum } from "./go.ts";
import type { LockFileContents, LockFileReader } from "./lock-file-reader.ts";
import { gradleLock, mavenPom } from "./maven.ts";
import { npmLock } from "./npm.ts";
import { pipfileLock, pipRequirements, pythonTomlLock } from "./python.ts";
import { pnpmLock } from "./pnpm.ts";
import { yarnLock } from "./yarn.ts";

/** Every kind of file that says which packages are used. A new one is a file here and a line. */
const READERS: readonly LockFileReader[] = [
  npmLock,
  pnpmLock,
  yarnLock,
  pipRequirements,
  pythonTomlLock,
  pipfileLock,
  mavenPom,
  gradleLock,
  goMod,
  goSum,
  cargoLock,
  cycloneDxJson,
  cycloneDxXml,
];

/** Whether a path names a file that says which packages are used. */
export function isLockFile(path: string): boolean {
  return readerOf(path) !== undefined;
}

/** The packages a lock file or bill of materials names. Throws an Error that says why it cannot be read. */
export function readLockFile(path: string, text: string): LockFileContents {
  const reader = readerOf(path);
  if (!reader) throw new Error(`${path} is of no kind that is known`);
  return reader.read(text, path);
}

function readerOf(path: string): LockFileReader | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return READERS.find((reader) => reader.names.test(name));
}
