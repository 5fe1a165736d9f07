import { type Config, publicUrl, type Role, roleSchema } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { CLIENT_IP_HEADER } from "./client-ip-header.ts";
import { assertAccountNotThrottled, clearAccountFailures, countAccountFailure } from "./account-throttle.ts";

const DAY_S = 86_400;

/** Requests that leave sessions and people as they are; after all others it is looked up again who they are. */
const CHANGES_NOBODY = new Set(["/get-session", "/list-sessions", "/sign-in/email", "/ok", "/error"]);

export interface AuthHooks {
  /** After a session may have ended, or a person changed. */
  onSessionsChanged?(): Promise<void>;
}

/** Sign-in: e-mail and password, sessions in the database. Nobody can sign up; admins create accounts. */
export function createAuth(db: Database, config: Config & { PLIMSOLL_SECRET: string }, hooks: AuthHooks = {}) {
  const baseURL = publicUrl(config);
  return betterAuth({
    appName: "Plimsoll",
    baseURL,
    basePath: "/api/auth",
    secret: config.PLIMSOLL_SECRET,
    database: prismaAdapter(db, { provider: "postgresql" }),
    trustedOrigins: [baseURL],
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    user: { additionalFields: { role: { type: "string", required: true, defaultValue: "viewer", input: false } } },
    session: { expiresIn: 14 * DAY_S, updateAge: DAY_S / 24, freshAge: 300, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 200,
      customRules: { "/sign-in/email": { window: 60, max: 30 }, "/change-password": { window: 60, max: 5 } },
    },
    advanced: {
      cookiePrefix: "plimsoll",
      useSecureCookies: baseURL.startsWith("https://"),
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
    },
    hooks: {
      before: createAuthMiddleware(async (context) => {
        if (context.path === "/sign-in/email") await assertAccountNotThrottled(db, String(context.body?.email ?? ""));
      }),
      after: createAuthMiddleware(async (context) => {
        if (!CHANGES_NOBODY.has(context.path)) await hooks.onSessionsChanged?.();
        if (context.path !== "/sign-in/email") return;
        const email = String(context.body?.email ?? "");
        if (context.context.returned instanceof APIError) await countAccountFailure(db, email);
        else await clearAccountFailures(db, email);
      }),
    },
  });
}
export type Auth = ReturnType<typeof createAuth>;

/** The role of a stored user; a word we do not know gives the least. */
export function toRole(text: unknown): Role {
  const parsed = roleSchema.safeParse(text);
  return parsed.success ? parsed.data : "viewer";
}
