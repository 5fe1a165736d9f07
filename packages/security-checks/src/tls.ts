/** What a handshake offers. */
export interface TlsProbe {
  minVersion: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  maxVersion: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  /** In OpenSSL's notation; all of the library's by default, weak ones too. */
  ciphers?: string;
  /** The name sent to the server; the target's host by default. */
  servername?: string;
  /** True to judge the chain; that costs time where authorities of the scan's own are trusted. */
  verify?: boolean;
}

/** What came of a handshake. */
export type TlsHandshake =
  | { ok: false; reason: string }
  | {
      ok: true;
      protocol: string;
      cipher: string;
      /** Why the chain is not trusted, such as `CERT_HAS_EXPIRED`; null when it is, or was not judged. Names are not part of it. */
      authorizationError: string | null;
      /** The leaf first, each in DER, as far as the server sent them or their issuers are known. */
      chain: readonly Uint8Array[];
      /** Size of the Diffie-Hellman group, where one was agreed on; null otherwise. */
      dhBits: number | null;
    };

/** A bare first message of a handshake, for what the TLS library itself does not speak any more. */
export interface HelloProbe {
  /** As on the wire: 0x0300 is SSL 3, 0x0303 TLS 1.2. TLS 1.3 is never offered. */
  version: number;
  /** Numbers of the IANA registry. */
  cipherSuites: readonly number[];
  servername?: string;
}

/** What the server chose, or why it did not. */
export type ServerHello = { ok: false; reason: string } | { ok: true; version: number; cipherSuite: number };
