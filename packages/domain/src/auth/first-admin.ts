import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { AppError } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { createPerson } from "../people/create-person.ts";

const SETTING = "setup-token-sha256";
const digest = (token: string) => createHash("sha256").update(token).digest();

/** True while nobody has an account: the instance waits for its first admin. */
export async function needsFirstAdmin(db: Database): Promise<boolean> {
  return (await db.user.count()) === 0;
}

/** Makes a one-time token for the set-up page; an earlier one stops working. Only its hash is stored. */
export async function issueSetupToken(db: Database): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  const value = digest(token).toString("hex");
  await db.instanceSetting.upsert({ where: { key: SETTING }, create: { key: SETTING, value }, update: { value } });
  return token;
}

/** True when `token` is the one that was issued and nobody has an account yet. */
export async function isSetupTokenValid(db: Database, token: string): Promise<boolean> {
  const row = await db.instanceSetting.findUnique({ where: { key: SETTING } });
  if (typeof row?.value !== "string") return false;
  return timingSafeEqual(Buffer.from(row.value, "hex"), digest(token)) && (await needsFirstAdmin(db));
}

/**
 * Creates the first admin with the one-time token, which is used up by it. Throws FORBIDDEN for a wrong or used token
 * and BAD_REQUEST for a weak password (the token then stays valid).
 */
export async function createFirstAdmin(
  db: Database,
  input: { token: string; email: string; name: string; password: string },
): Promise<void> {
  if (!(await isSetupTokenValid(db, input.token))) {
    throw new AppError(
      "FORBIDDEN",
      "This set-up link is not valid any more. Start Plimsoll again to get a new one, or sign in.",
    );
  }
  await createPerson(db, { email: input.email, name: input.name, password: input.password, role: "admin" });
  await db.instanceSetting.deleteMany({ where: { key: SETTING } });
}
