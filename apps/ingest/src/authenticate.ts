import { isIP } from "node:net";
import { AppError, type KeyScope } from "@plimsoll/core";
import { LRUCache } from "lru-cache";

/** What a key allows. `expiresAt` null: it does not expire. */
export interface VerifiedKey {
  projectId: string;
  scopes: readonly KeyScope[];
  expiresAt: Date | null;
}
/** Looks a key up; null for one that is unknown, revoked or expired, an error when the database cannot say. */
export type KeyVerifier = (token: string) => Promise<VerifiedKey | null>;

/** What a request says about its sender. */
export interface Credentials {
  /** Value of the header Authorization. */
  authorization: string | undefined;
  /** Value of the header x-api-key. */
  apiKey: string | undefined;
  /** Address of the peer's socket. */
  peerAddress: string | undefined;
  /** True when a proxy says that it passes on somebody else's request. */
  isForwarded: boolean;
}
export interface AuthenticatorOptions {
  /** `loopback`: a peer on this machine needs no key. */
  mode: "loopback" | "key";
  defaultProjectId: string;
  verifyKey: KeyVerifier;
  now?: () => number;
}
/** Answers the id of the project that the sender may write to; throws UNAUTHENTICATED, FORBIDDEN or UNAVAILABLE. */
export type Authenticator = (credentials: Credentials) => Promise<string>;

/** An answer is asked again after this: how long a revoked key goes on working. */
const FRESH_MS = 5_000;
/** While the database is down, a key that was good this recently is still believed. */
const USABLE_MS = 30_000;
const REFUSED_FRESH_MS = 2_000;
const MAX_TOKEN_LENGTH = 256;

interface CachedAnswer {
  key: VerifiedKey | null;
  checkedAt: number;
}

/** Makes the check of every request, with a bounded memory of recent answers. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const lookUp = createKeyLookUp(options.verifyKey, options.now ?? Date.now);
  return async (credentials) => {
    const token = readToken(credentials);
    if (token === null) {
      const isLocal = isLoopbackAddress(credentials.peerAddress) && !credentials.isForwarded;
      if (options.mode === "loopback" && isLocal) return options.defaultProjectId;
      const message = "An API key is required: send the header `Authorization: Bearer plim_…`.";
      throw new AppError("UNAUTHENTICATED", message);
    }
    const key = await lookUp(token);
    if (key === null) throw new AppError("UNAUTHENTICATED", "The API key is unknown, revoked or expired.");
    if (!key.scopes.includes("ingest")) {
      throw new AppError("FORBIDDEN", "The API key lacks the scope `ingest`; create one that has it.");
    }
    return key.projectId;
  };
}

/** True for addresses of this machine, IPv4 inside IPv6 included. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  return plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

function readToken({ authorization, apiKey }: Credentials): string | null {
  if (authorization === undefined) return apiKey ?? null;
  const [, scheme = "", value = ""] = /^(Bearer|Basic) +(\S+)\s*$/i.exec(authorization) ?? [];
  // With Basic, which some senders know only, the key is the password and the user name says nothing.
  const token =
    scheme.toLowerCase() === "basic"
      ? Buffer.from(value, "base64")
          .toString()
          .replace(/^[^:]*:/, "")
      : value;
  if (token === "") throw new AppError("UNAUTHENTICATED", "The header Authorization must be `Bearer plim_…`.");
  return token;
}

function createKeyLookUp(verifyKey: KeyVerifier, now: () => number): KeyVerifier {
  const answers = new LRUCache<string, CachedAnswer>({ max: 10_000 });
  const running = new Map<string, Promise<VerifiedKey | null>>();

  const ask = (token: string): Promise<VerifiedKey | null> => {
    const shared = running.get(token);
    if (shared) return shared;
    const asked = verifyKey(token)
      .then((key) => {
        answers.set(token, { key, checkedAt: now() });
        return key;
      })
      .finally(() => running.delete(token));
    running.set(token, asked);
    return asked;
  };

  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) return null;
    const known = answers.get(token);
    const age = known ? now() - known.checkedAt : Number.POSITIVE_INFINITY;
    if (known && age < (known.key ? FRESH_MS : REFUSED_FRESH_MS)) return unlessExpired(known.key, now());
    try {
      return unlessExpired(await ask(token), now());
    } catch (error) {
      if (known?.key && age < USABLE_MS) return unlessExpired(known.key, now());
      throw new AppError("UNAVAILABLE", "API keys cannot be checked at the moment.", { cause: error });
    }
  };
}

function unlessExpired(key: VerifiedKey | null, now: number): VerifiedKey | null {
  return key?.expiresAt && key.expiresAt.getTime() <= now ? null : key;
}
