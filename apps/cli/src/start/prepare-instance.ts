import { AppError, type Config } from "@plimsoll/core";
import { createDatabase } from "@plimsoll/db";
import { prepareStores } from "@plimsoll/domain";
import { createPerson, issueSetupToken, needsFirstAdmin } from "@plimsoll/domain/accounts";

export interface FirstAdmin {
  /** One-time token for the set-up page; null when an admin exists or was created from the configuration. */
  setupToken: string | null;
  /** E-mail address of the admin that was created from the configuration just now. */
  created: string | null;
}

/** Migrates both stores and sees to it that somebody can sign in. Safe to repeat. */
export async function prepareInstance(config: Config & { DATABASE_URL: string }): Promise<FirstAdmin> {
  await prepareStores(config);
  const db = createDatabase(config.DATABASE_URL, { poolSize: 2 });
  try {
    if (!(await needsFirstAdmin(db))) return { setupToken: null, created: null };
    const { PLIMSOLL_ADMIN_EMAIL: email, PLIMSOLL_ADMIN_PASSWORD: password } = config;
    if (!email && !password) return { setupToken: await issueSetupToken(db), created: null };
    if (!email || !password) {
      throw new AppError("BAD_REQUEST", "Set both PLIMSOLL_ADMIN_EMAIL and PLIMSOLL_ADMIN_PASSWORD, or neither.");
    }
    await createPerson(db, { email, password, name: email.split("@", 1)[0] ?? email, role: "admin" });
    return { setupToken: null, created: email };
  } catch (error) {
    if (error instanceof AppError && error.code === "BAD_REQUEST") {
      throw new AppError("BAD_REQUEST", `PLIMSOLL_ADMIN_PASSWORD: ${error.message}`, { cause: error });
    }
    throw error;
  } finally {
    await db.$disconnect();
  }
}
