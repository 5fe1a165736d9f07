// Programs that tests need beside npm's packages. Installed from the system's packages where we may; in CI a missing
// one is a failure unless it is optional, elsewhere a line says what is left out.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const isCi = Boolean(process.env.CI);

export function findProgram(...names) {
  for (const name of names) {
    if (name.startsWith("/") && existsSync(name)) return name;
    const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

function mayInstall() {
  return process.getuid?.() === 0 && findProgram("apt-get") !== undefined;
}

let updated = false;
function aptInstall(name) {
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  if (!updated) spawnSync("apt-get", ["update"], options);
  updated = true;
  spawnSync("apt-get", ["install", "-y", "--no-install-recommends", name], options);
}

/** Path of the program, or undefined after saying what is left out without it. */
export function ensureProgram({ names, aptPackage, neededFor, optional = false }) {
  const found = findProgram(...names);
  if (found) return found;
  if (mayInstall()) {
    console.log(`Installing ${aptPackage} (for ${neededFor}) …`);
    aptInstall(aptPackage);
  }
  const installed = findProgram(...names);
  if (installed) return installed;
  const message = `${aptPackage} is missing: ${neededFor} cannot run. Install it from your system's packages.`;
  if (isCi && !optional) {
    console.error(message);
    process.exit(1);
  }
  console.log(message);
  return undefined;
}
