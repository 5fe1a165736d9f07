import type { FoundFault } from "@plimsoll/core";
import { findTokens, forgeTokens, type JsonWebToken, knownSecretOf } from "../../active/json-web-token.ts";
import { defineCheck, type ScanIdentity, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headersOf, pathOf } from "../../exchange.ts";

const MAX_PAGES = 6;

export const jwt = defineCheck({
  id: "active.jwt",
  group: "active",
  title: "Signatures of tokens are checked, and their secret is one",
  why: "A JSON Web Token says who somebody is. When its signature is not checked, or the secret behind it stands in every tutorial, anybody writes tokens for any user.",
  fix: {
    text: "Verify each token with a fixed list of algorithms, and sign with a random secret of 32 bytes or more, or a key pair. Change a secret that was found.",
    snippets: [
      {
        server: "Node.js",
        language: "js",
        code: 'jwt.verify(token, key, { algorithms: ["HS256"], issuer: "https://example.com" });',
      },
      { server: "Shell", language: "sh", code: "openssl rand -base64 32" },
    ],
  },
  severity: "critical",
  profile: "active",
  cwe: [347, 327, 521],
  asvs: ["9.1.1", "9.1.2", "9.1.3"],
  answersTo: { zap: ["40036"] },
  async run(target) {
    const tokens = tokensOf(target);
    if (tokens.length === 0) {
      return {
        outcome: "not-applicable",
        reason: "No signed token was seen: neither in cookies nor in the test accounts' headers.",
      };
    }
    const faults = tokens.flatMap(({ token, where }) => weakSecret(token, where));
    for (const identity of target.identities) {
      for (const token of findTokens(Object.values(identity.headers).join("\n")).slice(0, 1)) {
        faults.push(...(await forgeries(target, identity, token)));
      }
    }
    return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
  },
});

function tokensOf(target: WebTarget): { token: JsonWebToken; where: string }[] {
  const named = (text: string, where: string) => findTokens(text).map((token) => ({ token, where }));
  const cookies = target.pages.flatMap((page) =>
    headersOf(page, "set-cookie").flatMap((cookie) => named(cookie, cookie.split("=", 1)[0] ?? "cookie")),
  );
  const headers = target.identities.flatMap(({ headers: list }) =>
    Object.entries(list).flatMap(([name, value]) => named(value, name.toLowerCase())),
  );
  return [...cookies, ...headers];
}

function weakSecret(token: JsonWebToken, where: string): FoundFault[] {
  const secret = knownSecretOf(token);
  if (secret === null) return [];
  return [
    {
      place: { kind: "request", method: "GET", path: "/*", parameter: `secret of ${where}` },
      title: "Tokens are signed with a well-known secret",
      detail: `The ${token.algorithm} signature of the token in ${where} was made with a secret of ${secret.length} characters that stands in documentation or on lists.`,
      evidence: [{ label: "Token", text: `algorithm: ${token.algorithm}\nfound in: ${where}`, language: "text" }],
    },
  ];
}

/** Sends forged tokens to a page that asks for a good one. */
async function forgeries(target: WebTarget, identity: ScanIdentity, token: JsonWebToken): Promise<FoundFault[]> {
  const guarded = await findGuarded(target, identity);
  if (guarded === null) return [];
  for (const forged of forgeTokens(token)) {
    const answer = await target.send({ url: guarded, headers: replaceToken(identity, token.text, forged.text) });
    if (answer.status < 200 || answer.status >= 300) continue;
    const evidence = [quoteExchange(`Answer to a token with ${forged.name}`, answer, { headers: ["content-type"] })];
    const place = { kind: "request", method: "GET", path: "/*", parameter: "signature" } as const;
    const title = `Forged tokens are taken (${forged.name})`;
    const detail = `${guarded.split("?", 1)[0]} is refused without a token and served with one that was not signed by the server.`;
    return [{ place, title, detail, evidence }];
  }
  return [];
}

/** A path that is served to the identity and refused to visitors. */
async function findGuarded(target: WebTarget, identity: ScanIdentity): Promise<string | null> {
  const paths = [...new Set(target.pages.map(pathOf))].slice(0, MAX_PAGES);
  for (const path of paths) {
    const known = await target.send({ url: path, headers: { ...identity.headers } });
    if (known.status < 200 || known.status >= 300) continue;
    const visitor = await target.send({ url: path });
    if (isRefusal(visitor)) return path;
  }
  return null;
}

function isRefusal(answer: Exchange): boolean {
  return answer.status === 401 || answer.status === 403 || (answer.status >= 300 && answer.status < 400);
}

function replaceToken(identity: ScanIdentity, token: string, forged: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(identity.headers).map(([name, value]) => [name, value.replace(token, forged)]),
  );
}
