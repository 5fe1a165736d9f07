import type { Config } from "@plimsoll/core";
import { prepareStores } from "@plimsoll/domain";
import { ensureFirstAdmin, type FirstAdmin } from "@plimsoll/domain/accounts";

/** Migrates both stores and sees to it that somebody can sign in. Safe to repeat. */
export async function prepareInstance(config: Config): Promise<FirstAdmin> {
  await prepareStores(config);
  return ensureFirstAdmin(config);
}
