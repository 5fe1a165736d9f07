import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { parseJson } from "../probe/parse-json.ts";

/** A signed token (RFC 7519) taken apart. */
export interface JsonWebToken {
  text: string;
  algorithm: string;
  /** As in the token, base64url. */
  payload: string;
  signature: string;
}

const TOKEN = /\beyJ[\w-]{5,2000}\.eyJ[\w-]{2,8000}\.[\w-]*/g;
const headerSchema = z.object({ alg: z.string().max(20) });
const DIGESTS: Readonly<Record<string, string>> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };

/** Secrets of tutorials, templates and documentation, which are the first to be tried. */
const KNOWN_SECRETS = [
  "secret",
  "Secret",
  "SECRET",
  "your-256-bit-secret",
  "your-384-bit-secret",
  "your-512-bit-secret",
  "your_jwt_secret",
  "your-secret-key",
  "your_secret_key",
  "your-secret",
  "yoursecret",
  "secretkey",
  "secret-key",
  "secret_key",
  "mysecret",
  "my-secret",
  "my_secret",
  "mysecretkey",
  "my-secret-key",
  "my_secret_key",
  "supersecret",
  "super-secret",
  "super_secret",
  "supersecretkey",
  "jwt",
  "jwtsecret",
  "jwt-secret",
  "jwt_secret",
  "JWT_SECRET",
  "jwt_secret_key",
  "jwtSecretKey",
  "jwt-secret-key",
  "changeme",
  "change-me",
  "change_me",
  "changeit",
  "password",
  "Password1",
  "passw0rd",
  "admin",
  "root",
  "test",
  "testing",
  "test-secret",
  "dev",
  "development",
  "default",
  "example",
  "key",
  "private",
  "privatekey",
  "private-key",
  "token",
  "tokensecret",
  "accesstoken",
  "access_token_secret",
  "auth",
  "authsecret",
  "shhhh",
  "shhhhh",
  "keyboard cat",
  "qwerty",
  "123456",
  "12345678",
  "123456789",
  "1234567890",
  "abc123",
  "letmein",
  "hello",
  "helloworld",
  "foobar",
  "foo",
  "bar",
  "notasecret",
  "none",
  "null",
  "undefined",
  "",
  "a-string-secret-at-least-256-bits-long",
  "super-secret-jwt-token-with-at-least-32-characters-long",
  "topsecret",
  "top-secret",
  "thisisasecret",
  "this-is-a-secret",
  "thisismysecret",
  "verysecret",
  "very-secret",
  "nextauth",
  "NEXTAUTH_SECRET",
  "express",
  "node",
  "django",
  "laravel",
  "spring",
  "s3cr3t",
  "S3cr3t",
  "hmac-secret",
  "signing-key",
  "app",
  "api",
  "user",
  "dummy",
  "sample",
];

/** All tokens in a text whose header says how they are signed. */
export function findTokens(text: string): JsonWebToken[] {
  return [...new Set(text.match(TOKEN) ?? [])].flatMap((token) => {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const parsed = headerSchema.safeParse(parseJson(Buffer.from(header, "base64url").toString()));
    return parsed.success ? [{ text: token, algorithm: parsed.data.alg, payload, signature }] : [];
  });
}

/** The well-known secret that the token is signed with; null when it is none of them. */
export function knownSecretOf(token: JsonWebToken): string | null {
  const digest = DIGESTS[token.algorithm];
  if (digest === undefined) return null;
  const signed = token.text.slice(0, token.text.lastIndexOf("."));
  const signature = Buffer.from(token.signature, "base64url");
  const matches = (secret: string) => {
    const made = createHmac(digest, secret).update(signed).digest();
    return made.length === signature.length && timingSafeEqual(made, signature);
  };
  return KNOWN_SECRETS.find(matches) ?? null;
}

/** Tokens with the same content that a server must refuse: without a signature, and with one that is wrong. */
export function forgeTokens(token: JsonWebToken): { name: string; text: string }[] {
  const header = (alg: string) => Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url");
  const [own = ""] = token.text.split(".");
  const bytes = Buffer.from(token.signature || "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "base64url");
  const wrong = Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString("base64url");
  return [
    { name: "wrong signature", text: `${own}.${token.payload}.${wrong}` },
    { name: "no signature", text: `${own}.${token.payload}.` },
    ...["none", "None", "NONE", "nOnE"].map((alg) => ({
      name: `algorithm ${alg}`,
      text: `${header(alg)}.${token.payload}.`,
    })),
  ];
}
