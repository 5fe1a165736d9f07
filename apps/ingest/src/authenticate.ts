import { isIP } from "node:net";
import { AppError, type KeyScope } from "@plimsoll/core";

/** What a key allows. */
export interface VerifiedKey {
  projectId: string;
  scopes: readonly KeyScope[];
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
}
/** Answers the id of the project that the sender may write to; throws UNAUTHENTICATED, FORBIDDEN or UNAVAILABLE. */
export type Authenticator = (credentials: Credentials) => Promise<string>;

const MAX_TOKEN_LENGTH = 256;

/** Makes the check of every request. Looking a key up must be cheap: `verifyKey` remembers its answers. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  return async (credentials) => {
    const token = readToken(credentials);
    if (token === null) {
      const isLocal = isLoopbackAddress(credentials.peerAddress) && !credentials.isForwarded;
      if (options.mode === "loopback" && isLocal) return options.defaultProjectId;
      const message = "An API key is required: send the header `Authorization: Bearer plim_…`.";
      throw new AppError("UNAUTHENTICATED", message);
    }
    const key = await lookUp(options.verifyKey, token);
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

async function lookUp(verifyKey: KeyVerifier, token: string): Promise<VerifiedKey | null> {
  if (token.length > MAX_TOKEN_LENGTH) return null;
  try {
    return await verifyKey(token);
  } catch (error) {
    throw new AppError("UNAVAILABLE", "API keys cannot be checked at the moment.", { cause: error });
  }
}
