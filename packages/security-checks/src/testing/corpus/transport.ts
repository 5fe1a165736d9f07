import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { ecKeys, makeCertificate, rsaKeys } from "../certificates.ts";
import type { CorpusEntry, CorpusSite } from "../corpus-entry.ts";
import { CAREFUL_HEADERS } from "../corpus-site.ts";
import { carefulListener, CORPUS_HOST, corpusAuthority, tlsSite } from "../tls-site.ts";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

/** A site over plain HTTP under a name, so that it is no loopback address. */
async function namedHttpSite(listener: RequestListener): Promise<CorpusSite> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://${CORPUS_HOST}:${port}`, close };
}
const toHttps: RequestListener = (request, response) => {
  response.writeHead(301, { location: `https://${CORPUS_HOST}${request.url}`, "cache-control": "no-store" }).end();
};

function intermediateOf(digest: "sha1" | "sha256") {
  const commonName = "Plimsoll corpus intermediate";
  return makeCertificate({ commonName, isAuthority: true, issuer: corpusAuthority(), digest });
}
/** A chain of three. */
function siteBelow(intermediate: ReturnType<typeof makeCertificate>, isSent: boolean) {
  return tlsSite({ certificate: { issuer: intermediate }, intermediates: isSent ? [intermediate] : [] });
}

const CERTIFICATES: readonly CorpusEntry[] = [
  {
    checkId: "transport.certificate-expiry",
    fault: "expired yesterday",
    faulty: () => tlsSite({ certificate: { notBefore: inDays(-90), notAfter: inDays(-1) } }),
    clean: () => tlsSite({ certificate: { notBefore: inDays(-60), notAfter: inDays(31) } }),
    at: { path: "/", parameter: "leaf" },
  },
  {
    checkId: "transport.certificate-expiry",
    fault: "nobody renewed it",
    faulty: () => tlsSite({ certificate: { notBefore: inDays(-80), notAfter: inDays(10) } }),
    clean: () => tlsSite({ certificate: { notBefore: inDays(-3), notAfter: inDays(3) } }),
    at: { parameter: "leaf" },
  },
  {
    checkId: "transport.certificate-expiry",
    fault: "not valid yet",
    faulty: () => tlsSite({ certificate: { notBefore: inDays(2), notAfter: inDays(90) } }),
    clean: () => tlsSite(),
  },
  {
    checkId: "transport.certificate-trust",
    fault: "signed by itself",
    faulty: async () => ({ ...(await tlsSite({ certificate: { issuer: makeCertificate() } })), scan: {} }),
    clean: () => tlsSite(),
  },
  {
    checkId: "transport.certificate-trust",
    fault: "intermediate certificate is not sent",
    faulty: () => siteBelow(intermediateOf("sha256"), false),
    clean: () => siteBelow(intermediateOf("sha256"), true),
    at: { parameter: "chain" },
  },
  {
    checkId: "transport.certificate-name",
    fault: "made out to another host",
    faulty: () => tlsSite({ certificate: { names: ["www.target.test", "*.other.test"] } }),
    clean: () => tlsSite({ certificate: { names: ["other.test", "*.test", "target.test"] } }),
  },
  {
    checkId: "transport.certificate-name",
    fault: "host in the common name alone",
    faulty: () => tlsSite({ certificate: { names: [], commonName: CORPUS_HOST } }),
    clean: () => tlsSite({ certificate: { commonName: "nothing that matters" } }),
  },
  {
    checkId: "transport.certificate-key",
    fault: "RSA with 1024 bits",
    faulty: () => tlsSite({ certificate: { key: rsaKeys(1024) }, tls: { ciphers: "ECDHE+AESGCM:@SECLEVEL=0" } }),
    clean: () => tlsSite({ certificate: { key: rsaKeys(2048) } }),
    at: { parameter: "leaf" },
  },
  {
    checkId: "transport.certificate-signature",
    fault: "SHA-1",
    faulty: () => tlsSite({ certificate: { digest: "sha1" }, tls: { ciphers: "ECDHE+AESGCM:@SECLEVEL=0" } }),
    clean: () => tlsSite({ certificate: { digest: "sha256", key: ecKeys() } }),
    at: { parameter: "leaf" },
  },
];

const HANDSHAKES: readonly CorpusEntry[] = [
  {
    checkId: "transport.protocol-versions",
    fault: "TLS 1.0 beside newer ones",
    faulty: () => tlsSite({ tls: { minVersion: "TLSv1", ciphers: "ECDHE+AESGCM:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0" } }),
    clean: () => tlsSite(),
    at: { parameter: "TLS 1.0" },
  },
  {
    checkId: "transport.protocol-versions",
    fault: "TLS 1.1 and nothing newer",
    faulty: () => {
      const ciphers = "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0";
      return tlsSite({ tls: { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers } });
    },
    clean: () => tlsSite({ tls: { minVersion: "TLSv1.3" } }),
    at: { parameter: "modern" },
  },
  {
    checkId: "transport.weak-ciphers",
    fault: "suites without encryption",
    faulty: () => tlsSite({ tls: { ciphers: "ECDHE+AESGCM:ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0" } }),
    clean: () => tlsSite({ tls: { maxVersion: "TLSv1.2" } }),
    at: { parameter: "null" },
  },
  {
    checkId: "transport.weak-ciphers",
    fault: "suites without a certificate",
    faulty: () => tlsSite({ tls: { ciphers: "ECDHE+AESGCM:AECDH-AES128-SHA:@SECLEVEL=0" } }),
    clean: () => tlsSite({ tls: { ciphers: "ECDHE+AESGCM:!aNULL" } }),
    at: { parameter: "anonymous" },
  },
  {
    checkId: "transport.weak-ciphers",
    fault: "RSA key exchange, without forward secrecy",
    faulty: () => tlsSite({ certificate: { key: rsaKeys(2048) }, tls: { ciphers: "ECDHE+AESGCM:AES128-SHA" } }),
    clean: () => tlsSite({ certificate: { key: rsaKeys(2048) } }),
    at: { parameter: "no-forward-secrecy" },
  },
  {
    checkId: "transport.weak-ciphers",
    fault: "Diffie-Hellman with a group of 1024 bits",
    faulty: () =>
      tlsSite({
        certificate: { key: rsaKeys(2048) },
        tls: { maxVersion: "TLSv1.2", ciphers: "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", dhparam: DH_1024 },
      }),
    clean: () =>
      tlsSite({
        certificate: { key: rsaKeys(2048) },
        tls: { ciphers: "ECDHE+AESGCM:DHE-RSA-AES128-GCM-SHA256", dhparam: "auto" },
      }),
    at: { parameter: "dh-group" },
  },
];

/** The second Oakley group (RFC 2409): well known, and half as long as it should be. */
const DH_1024 = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----`;

const PAGES: readonly CorpusEntry[] = [
  {
    checkId: "transport.hsts",
    fault: "header missing",
    faulty: () => tlsSite({ listener: carefulListener({ "strict-transport-security": "" }) }),
    clean: () => tlsSite(),
    at: { path: "/*", parameter: "strict-transport-security" },
  },
  {
    checkId: "transport.hsts",
    fault: "lasts five minutes",
    faulty: () => tlsSite({ listener: carefulListener({ "strict-transport-security": "max-age=300" }) }),
    clean: () =>
      tlsSite({ listener: carefulListener({ "strict-transport-security": 'Max-Age="31536000" ; preload' }) }),
  },
  {
    checkId: "transport.https-redirect",
    fault: "the page itself comes over plain HTTP",
    faulty: () => namedHttpSite(carefulListener({ "strict-transport-security": "" })),
    clean: () => namedHttpSite(toHttps),
    at: { path: "/*", parameter: "http" },
  },
  {
    checkId: "transport.cookies-over-http",
    fault: "session cookie with the redirect to HTTPS",
    faulty: () =>
      namedHttpSite((request, response) => {
        response.setHeader("set-cookie", "sid=31d4d96e407aad42; HttpOnly; SameSite=Lax; Path=/");
        toHttps(request, response);
      }),
    clean: () => namedHttpSite(toHttps),
    at: { path: "/*", parameter: "sid" },
  },
  {
    checkId: "transport.mixed-content",
    fault: "script over plain HTTP",
    faulty: () => tlsSite({ listener: pageWith('<script src="http://cdn.example/app.js"></script>') }),
    clean: () => tlsSite({ listener: pageWith('<a href="http://other.example/">Another site</a>') }),
    at: { path: "/*", parameter: "http://cdn.example/app.js" },
  },
  {
    checkId: "transport.mixed-content",
    fault: "form that sends over plain HTTP",
    faulty: () => tlsSite({ listener: pageWith('<form method="post" action="http://target.test/in"></form>') }),
    clean: () => tlsSite({ listener: pageWith('<img src="/logo.png" alt="Shop">') }),
  },
];

function pageWith(body: string): RequestListener {
  const base = carefulListener({}, body);
  return (request, response) => {
    if (request.url !== "/logo.png") return base(request, response);
    response.writeHead(200, { ...CAREFUL_HEADERS, "content-type": "image/png" }).end(Buffer.from([0x89, 0x50]));
  };
}

/** The clean twins of these are careful pages over TLS as a rule. */
export const TRANSPORT_CORPUS: readonly CorpusEntry[] = [...CERTIFICATES, ...HANDSHAKES, ...PAGES];
