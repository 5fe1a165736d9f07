import { Resolver } from "node:dns/promises";
import { toError } from "@plimsoll/core";
import { addressKind, type GuardedAgent, guardedFetch, literalAddress, type Lookup } from "@plimsoll/outbound";
import { type TargetRow, targetProof } from "./target-item.ts";

export interface OwnershipChecks {
  agent: GuardedAgent;
  lookup: Lookup;
  /** The texts of a name's TXT records, each joined. */
  resolveTxt(name: string): Promise<string[]>;
}

export interface Ownership {
  ok: boolean;
  /** What was found, or why neither way proved it. */
  message: string;
  /** Null when the host cannot be resolved. */
  isPrivate: boolean | null;
}

/** TXT records as the system's name servers have them. */
export async function resolveTxtRecords(name: string): Promise<string[]> {
  const records = await new Resolver({ timeout: 3000, tries: 2 }).resolveTxt(name);
  return records.map((parts) => parts.join(""));
}

/**
 * Looks for a target's proof of ownership: the TXT record first, then the file. A host at a private address proves
 * nothing: on a network that others share it may be anybody's, so only an admin's approval opens it.
 */
export async function checkOwnership(checks: OwnershipChecks, target: TargetRow): Promise<Ownership> {
  const isPrivate = await resolvesToPrivate(checks.lookup, target.origin);
  if (isPrivate) {
    return { ok: false, isPrivate, message: "The host has a private address; an admin must approve it." };
  }
  const byDns = await checkRecord(checks, target);
  if (byDns === null) return { ok: true, isPrivate, message: "The TXT record proves it." };
  const byFile = await checkFile(checks, target);
  if (byFile === null) return { ok: true, isPrivate, message: "The file proves it." };
  return { ok: false, isPrivate, message: `${byDns} ${byFile}` };
}

async function resolvesToPrivate(lookup: Lookup, origin: string): Promise<boolean | null> {
  const { hostname } = new URL(origin);
  const literal = literalAddress(hostname);
  const addresses = literal ? [literal] : await lookup(hostname).catch(() => null);
  return addresses ? addresses.some((address) => addressKind(address) === "private") : null;
}

/** Null when the record is there, else what is wrong. */
async function checkRecord({ resolveTxt }: OwnershipChecks, target: TargetRow): Promise<string | null> {
  const { dnsName, dnsValue } = targetProof(target);
  if (literalAddress(new URL(target.origin).hostname)) return "An address has no TXT record.";
  try {
    const texts = await resolveTxt(dnsName);
    return texts.includes(dnsValue) ? null : `The TXT record of ${dnsName} has another value.`;
  } catch {
    return `There is no TXT record ${dnsName}.`;
  }
}

/** Null when the file is there, else what is wrong. */
async function checkFile({ agent }: OwnershipChecks, target: TargetRow): Promise<string | null> {
  const { fileUrl, fileContent } = targetProof(target);
  const call = { url: fileUrl, method: "GET", allowPrivate: false, timeoutMs: 10_000, maxBytes: 4096 } as const;
  try {
    const { status, body } = await guardedFetch(agent, call);
    if (status !== 200) return `${fileUrl} answered ${status}.`;
    const lines = body.toString("utf8").split(/\r?\n/);
    return lines.some((line) => line.trim() === fileContent) ? null : `${fileUrl} has another content.`;
  } catch (error) {
    return toError(error).message;
  }
}
