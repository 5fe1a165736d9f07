import { z } from "zod";

export const roleSchema = z.enum(["admin", "member", "viewer"]);
export type Role = z.infer<typeof roleSchema>;

export const keyScopeSchema = z.enum(["ingest", "read", "write", "admin"]);
export type KeyScope = z.infer<typeof keyScopeSchema>;

/**
 * What a procedure may ask for. Each procedure names exactly one; the two tables below say who has it.
 * `session` permissions concern the signed-in person and are never given to API keys.
 */
export const permissionSchema = z.enum([
  "public",
  "telemetry.read",
  "system.read",
  "apiKeys.manage",
  "people.manage",
  "session.self",
  "jobs.read",
  "jobs.enqueue",
  "jobs.operate",
  "jobs.manage",
  "targets.manage",
  "connections.manage",
  "caches.invalidate",
  "loadTests.read",
  "loadTests.run",
  "loadTests.manage",
  "dashboards.edit",
  "scans.read",
  "scans.run",
  "scans.manage",
  "findings.triage",
]);
export type Permission = z.infer<typeof permissionSchema>;

const READ = ["public", "telemetry.read", "system.read", "jobs.read", "loadTests.read", "scans.read"] as const;
const OPERATE = [
  ...READ,
  "jobs.enqueue",
  "jobs.operate",
  "loadTests.run",
  "dashboards.edit",
  "scans.run",
  "findings.triage",
] as const;
const MANAGE = [
  ...OPERATE,
  "apiKeys.manage",
  "jobs.manage",
  "targets.manage",
  "loadTests.manage",
  "caches.invalidate",
  "scans.manage",
] as const;

const BY_ROLE: Record<Role, readonly Permission[]> = {
  viewer: [...READ, "session.self"],
  member: [...OPERATE, "session.self"],
  admin: [...MANAGE, "session.self", "people.manage", "connections.manage"],
};

const BY_SCOPE: Record<KeyScope, readonly Permission[]> = {
  ingest: ["public"],
  read: READ,
  write: OPERATE,
  admin: MANAGE,
};

/** Who is calling. `project` is the id of the project the caller acts in. */
export type Principal =
  | { kind: "anonymous" }
  | { kind: "user"; userId: string; sessionId: string; email: string; name: string; role: Role; projectId: string }
  | { kind: "apiKey"; keyId: string; name: string; scopes: readonly KeyScope[]; projectId: string };

/** True when `principal` may do what `permission` names; anonymous callers have `public` only. */
export function isAllowed(principal: Principal, permission: Permission): boolean {
  if (permission === "public") return true;
  if (principal.kind === "user") return BY_ROLE[principal.role].includes(permission);
  if (principal.kind === "apiKey") return principal.scopes.some((scope) => BY_SCOPE[scope].includes(permission));
  return false;
}
