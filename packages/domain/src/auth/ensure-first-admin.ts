import { AppError, type Config } from "@plimsoll/core";
import { createDatabase } from "@plimsoll/db";
import { createPerson } from "../people/create-person.ts";
import { requireStoreUrls } from "../system/prepare-stores.ts";
import { issueSetupToken, needsFirstAdmin } from "./first-admin.ts";

export interface FirstAdmin {
  /** One-time token for the set-up page; null when an admin exists or was created from the configuration. */
  setupToken: string | null;
  /** E-mail address of the admin that was created from the configuration just now. */
  created: string | null;
}

/**
 * Sees to it that somebody can sign in, once the stores are prepared: creates the admin of the configuration, or else
 * issues a set-up token (an earlier one stops working). Does nothing when somebody has an account. Throws BAD_REQUEST
 * for half a configuration or a weak password.
 */
export async function ensureFirstAdmin(config: Config): Promise<FirstAdmin> {
  const db = createDatabase(requireStoreUrls(config).DATABASE_URL, { poolSize: 2 });
  try {
    if (!(await needsFirstAdmin(db))) return { setupToken: null, created: null };
    const { PLIMSOLL_ADMIN_EMAIL: email, PLIMSOLL_ADMIN_PASSWORD: password } = config;
    if (!email && !password) return { setupToken: await issueSetupToken(db), created: null };
    if (!email || !password) {
      throw new AppError("BAD_REQUEST", "Set both PLIMSOLL_ADMIN_EMAIL and PLIMSOLL_ADMIN_PASSWORD, or neither.");
    }
    await createPerson(db, { email, password, name: email.split("@", 1)[0] ?? email, role: "admin" }).catch(
      nameVariable,
    );
    return { setupToken: null, created: email };
  } finally {
    await db.$disconnect();
  }
}

/** Says which variable holds the password that was refused. */
function nameVariable(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== "BAD_REQUEST") throw error;
  throw new AppError("BAD_REQUEST", `PLIMSOLL_ADMIN_PASSWORD: ${error.message}`, { cause: error });
}
