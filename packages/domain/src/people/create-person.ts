import { AppError, type Role } from "@plimsoll/core";
import { type Database, Prisma } from "@plimsoll/db";
import { hashPassword } from "better-auth/crypto";
import { assertStrongPassword } from "../auth/password-policy.ts";
import { newId } from "../ids.ts";

/**
 * Creates an account that signs in with e-mail and password (kept as scrypt hash). Returns the id.
 * Throws BAD_REQUEST for a weak password and CONFLICT when the address has an account.
 */
export async function createPerson(
  db: Database,
  input: { email: string; name: string; password: string; role: Role },
): Promise<string> {
  const email = input.email.trim().toLowerCase();
  assertStrongPassword(input.password, [email, input.name]);
  const id = newId("usr");
  const password = await hashPassword(input.password);
  const account = { id: newId("acc"), accountId: id, providerId: "credential", password };
  try {
    await db.user.create({
      data: {
        id,
        email,
        name: input.name.trim(),
        role: input.role,
        emailVerified: true,
        accounts: { create: account },
      },
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw new AppError("CONFLICT", `${email} has an account already.`, { cause: error });
    }
    throw error;
  }
  return id;
}
