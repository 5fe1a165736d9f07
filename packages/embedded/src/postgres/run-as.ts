import { execFileSync } from "node:child_process";
import { accessSync, chmodSync, chownSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "@plimsoll/core";

/** How to start PostgreSQL's programs: directly, or as another user because it refuses to run as root. */
export type RunAs = {
  /** The command that runs `program` with `args`. */
  command(program: string, args: readonly string[]): { file: string; args: string[]; uid?: number; gid?: number };
  /** Gives a file or folder to that user. */
  own(path: string): void;
};

const DIRECT: RunAs = { command: (file, args) => ({ file, args: [...args] }), own: () => undefined };

/**
 * Chooses the user for PostgreSQL. As a normal user: itself. As root: the owner of an existing `cluster`, else the system user `postgres`, else one named
 * `plimsoll` that is created, else `nobody`. When that user cannot reach one of `paths` (a project below /root, say),
 * the program keeps the one capability to read past folders, by `setpriv`; without it AppError UNAVAILABLE tells what
 * to do.
 */
export function chooseRunAs(paths: readonly string[], cluster: string): RunAs {
  if (process.getuid?.() !== 0) return DIRECT;
  const user = ownerOf(cluster) ?? findUser("postgres") ?? createUser("plimsoll") ?? findUser("nobody");
  if (!user)
    throw new AppError(
      "UNAVAILABLE",
      "PostgreSQL does not run as root, and no other user could be created: start as a normal user",
      { retryable: false },
    );
  const own = (path: string) => chownSync(path, user.uid, user.gid);
  const blocked = paths.find((path) => !canReach(path, user));
  if (!blocked) return { own, command: (file, args) => ({ file, args: [...args], uid: user.uid, gid: user.gid }) };
  const capability = passingCapability();
  if (!capability) {
    const message = `PostgreSQL does not run as root, and its user ${user.name} cannot reach ${blocked}: start as a normal user, or move the folder`;
    throw new AppError("UNAVAILABLE", message, { retryable: false });
  }
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  const keep = [`--inh-caps=-all,+${capability}`, `--ambient-caps=+${capability}`];
  return { own, command: (file, args) => ({ file: "setpriv", args: [...identity, ...keep, "--", file, ...args] }) };
}

type SystemUser = { name: string; uid: number; gid: number };

/** Who an existing cluster belongs to: it may have been made before by another user than the one chosen now. */
function ownerOf(cluster: string): SystemUser | undefined {
  if (!existsSync(cluster)) return undefined;
  const { uid, gid } = statSync(cluster);
  return uid === 0 ? undefined : { name: `number ${uid}`, uid, gid };
}

function findUser(name: string): SystemUser | undefined {
  try {
    const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
    return { name, uid: id("-u"), gid: id("-g") };
  } catch {
    // There is no such user.
    return undefined;
  }
}

function createUser(name: string): SystemUser | undefined {
  const known = findUser(name);
  if (known) return known;
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name], {
      stdio: "pipe",
    });
  } catch {
    // Read-only systems and small images cannot add users.
    return undefined;
  }
  return findUser(name);
}

/** The smaller of the two capabilities that pass closed folders, of those this process has; containers often lack the first. */
function passingCapability(): "dac_read_search" | "dac_override" | undefined {
  try {
    execFileSync("setpriv", ["--version"], { stdio: "pipe" });
    const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
    const bits = BigInt(`0x${effective}`);
    if (bits & (1n << 2n)) return "dac_read_search";
    return bits & (1n << 1n) ? "dac_override" : undefined;
  } catch {
    // setpriv belongs to util-linux on Linux, which some images leave out.
    return undefined;
  }
}

/** True when every folder above `path` lets the user pass. */
function canReach(path: string, user: SystemUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Makes a program executable for all, which archives sometimes forget; a read-only installation is left as it is. */
export function ensureExecutable(program: string): void {
  if ((statSync(program).mode & 0o111) === 0o111) return;
  accessSync(program, constants.R_OK);
  chmodSync(program, 0o755);
}
