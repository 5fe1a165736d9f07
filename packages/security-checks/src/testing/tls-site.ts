import type { RequestListener } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { type CertificateOptions, makeCertificate, type TestCertificate } from "./certificates.ts";
import type { CorpusSite } from "./corpus-entry.ts";
import { CAREFUL_HEADERS } from "./corpus-site.ts";

/** Name that the corpus' look-up leads to 127.0.0.1: HSTS, names in certificates and plain HTTP concern names only. */
export const CORPUS_HOST = "target.test";

/** Trusted by scans of sites over TLS. */
let known: TestCertificate | null = null;
export function corpusAuthority(): TestCertificate {
  known ??= makeCertificate({ commonName: "Plimsoll corpus authority", isAuthority: true });
  return known;
}

export const STRICT_TLS = {
  minVersion: "TLSv1.2",
  ciphers: "ECDHE+AESGCM:ECDHE+CHACHA20",
} as const satisfies ServerOptions;

export interface TlsSiteOptions {
  certificate?: CertificateOptions;
  /** Sent after the server's own. */
  intermediates?: readonly TestCertificate[];
  tls?: ServerOptions;
  /** Path by path; every page is careful otherwise. */
  listener?: RequestListener;
}

/** A site over TLS that does everything right but for what the options say. */
export async function tlsSite(options: TlsSiteOptions = {}): Promise<CorpusSite> {
  const issuer = corpusAuthority();
  const { cert, key } = makeCertificate({ names: [CORPUS_HOST], issuer, ...options.certificate });
  const chain = [cert, ...(options.intermediates ?? []).map((certificate) => certificate.cert)].join("");
  const server = createServer(
    { ...STRICT_TLS, ...options.tls, cert: chain, key },
    options.listener ?? carefulListener(),
  );
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://${CORPUS_HOST}:${port}`,
    scan: { authorities: [issuer.cert] },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers `/` with a careful page; headers over these replace its own, an empty one leaves it out. */
export function carefulListener(
  headers: Readonly<Record<string, string>> = {},
  body = "<p>Hello</p>",
): RequestListener {
  const all = { ...CAREFUL_HEADERS, "strict-transport-security": "max-age=31536000; includeSubDomains", ...headers };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  return (request, response) => {
    const exists = request.url === "/";
    response.writeHead(exists ? 200 : 404, kept);
    response.end(page(exists ? body : "<p>No such page.</p>"));
  };
}

export function page(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title></head><body>${body}</body></html>`;
}
