/** What a handshake offers. */
export interface TlsProbe {
  minVersion: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  maxVersion: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  /** In OpenSSL's notation; all of the library's by default, weak ones too. */
  ciphers?: string;
  /** The name sent to the server; the target's host by default. */
  servername?: string;
}

/** What came of a handshake. */
export type TlsHandshake =
  | { ok: false; reason: string }
  | {
      ok: true;
      protocol: string;
      cipher: string;
      /** Why the chain is not trusted, such as `CERT_HAS_EXPIRED`; null when it is. */
      authorizationError: string | null;
      /** The leaf first, each in DER. */
      chain: readonly Uint8Array[];
    };
