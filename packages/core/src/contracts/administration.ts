import { z } from "zod";
import { keyScopeSchema, roleSchema, type KeyScope, type Role } from "../roles.ts";
import { instantSchema } from "./common.ts";

export const apiKeysCreateInputSchema = z.object({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(keyScopeSchema).min(1).max(4),
  /** Null or absent: the key does not expire. */
  expiresAt: instantSchema.nullish(),
});
export const apiKeysRevokeInputSchema = z.object({ id: z.string().min(1).max(64) });
export interface ApiKeyItem {
  id: string;
  name: string;
  /** The first characters, to recognise the key by: `plim_a1b2c3`. */
  prefix: string;
  scopes: KeyScope[];
  createdAt: string;
  createdBy: string | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}
/** The only time the key itself is shown. */
export interface ApiKeyCreated extends ApiKeyItem {
  key: string;
}

export const peopleCreateInputSchema = z.object({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(80),
  role: roleSchema,
  password: z.string().min(1).max(256),
});
export const peopleSetRoleInputSchema = z.object({ id: z.string().min(1).max(64), role: roleSchema });
export const peopleRemoveInputSchema = z.object({ id: z.string().min(1).max(64) });
export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: string;
  lastSeenAt: string | null;
  sessions: number;
}

export interface SessionItem {
  id: string;
  current: boolean;
  createdAt: string;
  expiresAt: string;
  lastSeenAt: string;
  ipAddress: string | null;
  userAgent: string | null;
}

export interface StoreTable {
  name: string;
  rows: number;
  bytesOnDisk: number;
  oldest: string | null;
  newest: string | null;
}
export interface SystemStatus {
  version: string;
  startedAt: string;
  checks: {
    name: "postgres" | "clickhouse" | "ingest" | "worker";
    status: "ok" | "down" | "unknown";
    detail: string;
    latencyMs: number | null;
  }[];
  storage: { tables: StoreTable[]; diskFreeBytes: number | null; bytesPerSpan: number | null };
  retentionDays: number;
  ingest: { auth: "loopback" | "key"; httpUrl: string; grpcUrl: string; spansLastMinute: number };
  /** The last runs of the scheduled maintenance job, newest first. */
  maintenance: { startedAt: string; durationMs: number; ok: boolean; summary: string }[];
  nextMaintenanceAt: string | null;
}
