import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/** What a certificate for tests says; everything has a sound value by default. */
export interface CertificateOptions {
  commonName?: string;
  /** Names and IPv4 addresses it is for. */
  names?: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
  /** Who signs it; itself by default. */
  issuer?: TestCertificate;
  isAuthority?: boolean;
  key?: KeyPair;
  /** SHA-256 by default. */
  digest?: "sha1" | "sha256";
}

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

export interface TestCertificate {
  /** PEM, both. */
  cert: string;
  key: string;
  commonName: string;
  keys: KeyPair;
}

const DAY_MS = 86_400_000;

export function ecKeys(): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

export function rsaKeys(modulusLength: number): KeyPair {
  return generateKeyPairSync("rsa", { modulusLength });
}

/** Makes an X.509 v3 certificate (RFC 5280), so that tests need no other program and choose every fault. */
export function makeCertificate(options: CertificateOptions = {}): TestCertificate {
  const commonName = options.commonName ?? options.names?.[0] ?? "Plimsoll test";
  const keys = options.key ?? ecKeys();
  const signer = options.issuer?.keys.privateKey ?? keys.privateKey;
  const digest = options.digest ?? "sha256";
  const algorithm = signatureAlgorithm(signer, digest);
  const validity = sequence(
    time(options.notBefore ?? new Date(Date.now() - DAY_MS)),
    time(options.notAfter ?? new Date(Date.now() + 90 * DAY_MS)),
  );
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomSerial()),
    algorithm,
    name(options.issuer?.commonName ?? commonName),
    validity,
    name(commonName),
    keys.publicKey.export({ type: "spki", format: "der" }),
    explicit(3, sequence(...extensions(options, keys))),
  );
  const signature = sign(digest, body, signer);
  const der = sequence(body, algorithm, bitString(signature));
  return {
    cert: pem(der),
    key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    commonName,
    keys,
  };
}

function extensions(options: CertificateOptions, keys: KeyPair): Buffer[] {
  const isAuthority = options.isAuthority ?? false;
  const keyId = createHash("sha1")
    .update(keys.publicKey.export({ type: "spki", format: "der" }))
    .digest();
  const issuerKey = (options.issuer?.keys ?? keys).publicKey.export({ type: "spki", format: "der" });
  const issuerId = createHash("sha1").update(issuerKey).digest();
  const names = (options.names ?? []).map((entry) =>
    isIP(entry) ? tagged(0x87, Buffer.from(entry.split(".").map(Number))) : tagged(0x82, Buffer.from(entry)),
  );
  return [
    extension("2.5.29.19", sequence(...(isAuthority ? [TRUE] : [])), true),
    extension("2.5.29.15", tagged(0x03, Buffer.from(isAuthority ? [1, 0x06] : [7, 0x80])), true),
    extension("2.5.29.14", tagged(0x04, keyId)),
    extension("2.5.29.35", sequence(tagged(0x80, issuerId))),
    ...(names.length > 0 ? [extension("2.5.29.17", sequence(...names))] : []),
  ];
}

function extension(oid: string, value: Buffer, critical = false): Buffer {
  return sequence(objectId(oid), ...(critical ? [TRUE] : []), tagged(0x04, value));
}

function signatureAlgorithm(key: KeyObject, digest: "sha1" | "sha256"): Buffer {
  if (key.asymmetricKeyType === "ec") {
    return sequence(objectId(digest === "sha1" ? "1.2.840.10045.4.1" : "1.2.840.10045.4.3.2"));
  }
  const oid = digest === "sha1" ? "1.2.840.113549.1.1.5" : "1.2.840.113549.1.1.11";
  return sequence(objectId(oid), tagged(0x05, Buffer.alloc(0)));
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const TRUE = Buffer.from([0x01, 0x01, 0xff]);

function name(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId("2.5.4.3"), tagged(0x0c, Buffer.from(commonName)))));
}

function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  return tagged(0x18, Buffer.from(text));
}

/** Positive, as serial numbers must be. */
function randomSerial(): Buffer {
  const bytes = randomBytes(12);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes;
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function explicit(number: number, value: Buffer): Buffer {
  return tagged(0xa0 + number, value);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** Tag, length and value (X.690). */
function tagged(tag: number, value: Buffer): Buffer {
  const size = value.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}
