import { z } from "zod";
import { idSchema } from "./common.ts";

/** A host that Plimsoll may send requests to on a user's behalf: for jobs, load tests and scans. */
export const targetsCreateInputSchema = z.object({
  name: z.string().trim().min(1).max(80),
  /** Scheme, host and port; a path is not part of it. */
  origin: z.url({ protocol: /^https?$/ }).max(512),
});
export const targetRefSchema = z.object({ id: idSchema });
export interface TargetItem {
  id: string;
  name: string;
  origin: string;
  /** `proven`: by DNS or file, until `provenUntil`; `approved`: by an admin; `pending`: nothing may be sent yet. */
  status: "pending" | "proven" | "approved";
  /** Resolves to a private address, so only an admin's approval opens it. Null while unknown. */
  isPrivate: boolean | null;
  provenUntil: string | null;
  approvedBy: string | null;
  approvedAt: string | null;
  /** The two ways of proof: a TXT record, or a file with `content`. */
  proof: { dnsName: string; dnsValue: string; fileUrl: string; fileContent: string };
  lastCheck: { at: string; ok: boolean; message: string } | null;
  createdAt: string;
}

export const jobEndpointsCreateInputSchema = z.object({
  /** What `target` of a job names; `default` is used for jobs that name none. */
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, "a name has letters, digits, . - or _"),
  url: z.url({ protocol: /^https?$/ }).max(2048),
});
export const jobEndpointRefSchema = z.object({ id: idSchema });
export interface JobEndpointItem {
  id: string;
  name: string;
  url: string;
  target: Pick<TargetItem, "id" | "name" | "status" | "origin">;
  createdAt: string;
  secretRotatedAt: string;
}
/** The only time the signing secret is shown. */
export interface JobEndpointSecret extends JobEndpointItem {
  secret: string;
}

export const connectionsCreateInputSchema = z.object({
  name: z.string().trim().min(1).max(80),
  /** redis:// or rediss://, user and password inside; stored encrypted, never shown again. */
  url: z.string().min(1).max(2048),
  /** BullMQ's key prefix there. */
  prefix: z.string().min(1).max(128).default("bull"),
  /** False: only looked at. */
  writable: z.boolean().default(false),
});
export const connectionsUpdateInputSchema = z.object({
  id: idSchema,
  name: z.string().trim().min(1).max(80).optional(),
  writable: z.boolean().optional(),
});
export const connectionRefSchema = z.object({ id: idSchema });
export interface ConnectionItem {
  id: string;
  name: string;
  /** With the password masked. */
  url: string;
  prefix: string;
  writable: boolean;
  status: "ok" | "down";
  detail: string;
  queues: number | null;
  createdAt: string;
}
