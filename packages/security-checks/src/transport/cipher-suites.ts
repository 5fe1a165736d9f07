import type { Severity } from "@plimsoll/core";

/** Suites of TLS 1.2 and before that share one weakness, by their numbers in the IANA registry. */
export interface WeakSuites {
  /** Stable: part of fingerprints. */
  id: string;
  name: string;
  severity: Severity;
  why: string;
  suites: Readonly<Record<number, string>>;
}

export const WEAK_SUITES: readonly WeakSuites[] = [
  {
    id: "null",
    name: "without encryption",
    severity: "critical",
    why: "Everything is sent in the clear, though the address says https.",
    suites: {
      0x0001: "TLS_RSA_WITH_NULL_MD5",
      0x0002: "TLS_RSA_WITH_NULL_SHA",
      0x003b: "TLS_RSA_WITH_NULL_SHA256",
      0xc001: "TLS_ECDH_ECDSA_WITH_NULL_SHA",
      0xc006: "TLS_ECDHE_ECDSA_WITH_NULL_SHA",
      0xc00b: "TLS_ECDH_RSA_WITH_NULL_SHA",
      0xc010: "TLS_ECDHE_RSA_WITH_NULL_SHA",
      0xc015: "TLS_ECDH_anon_WITH_NULL_SHA",
    },
  },
  {
    id: "anonymous",
    name: "without a certificate",
    severity: "critical",
    why: "Nothing proves who answers: anybody in between can take the server's place.",
    suites: {
      0x0018: "TLS_DH_anon_WITH_RC4_128_MD5",
      0x001b: "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA",
      0x0034: "TLS_DH_anon_WITH_AES_128_CBC_SHA",
      0x003a: "TLS_DH_anon_WITH_AES_256_CBC_SHA",
      0x006c: "TLS_DH_anon_WITH_AES_128_CBC_SHA256",
      0x006d: "TLS_DH_anon_WITH_AES_256_CBC_SHA256",
      0x00a6: "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
      0x00a7: "TLS_DH_anon_WITH_AES_256_GCM_SHA384",
      0xc016: "TLS_ECDH_anon_WITH_RC4_128_SHA",
      0xc017: "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA",
      0xc018: "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
      0xc019: "TLS_ECDH_anon_WITH_AES_256_CBC_SHA",
    },
  },
  {
    id: "export",
    name: "of export strength",
    severity: "high",
    why: "Their keys of 40 or 56 bits are found within hours (FREAK, Logjam).",
    suites: {
      0x0003: "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
      0x0006: "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",
      0x0008: "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA",
      0x0011: "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA",
      0x0014: "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA",
      0x0017: "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5",
      0x0019: "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA",
      0x0062: "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA",
      0x0064: "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA",
    },
  },
  {
    id: "des",
    name: "with DES, RC2 or IDEA",
    severity: "high",
    why: "DES keys of 56 bits are found by trying.",
    suites: {
      0x0007: "TLS_RSA_WITH_IDEA_CBC_SHA",
      0x0009: "TLS_RSA_WITH_DES_CBC_SHA",
      0x0012: "TLS_DHE_DSS_WITH_DES_CBC_SHA",
      0x0015: "TLS_DHE_RSA_WITH_DES_CBC_SHA",
      0x001a: "TLS_DH_anon_WITH_DES_CBC_SHA",
    },
  },
  {
    id: "rc4",
    name: "with RC4",
    severity: "medium",
    why: "What RC4 encrypts often, such as cookies, can be told from its statistics (RFC 7465).",
    suites: {
      0x0004: "TLS_RSA_WITH_RC4_128_MD5",
      0x0005: "TLS_RSA_WITH_RC4_128_SHA",
      0xc002: "TLS_ECDH_ECDSA_WITH_RC4_128_SHA",
      0xc007: "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
      0xc00c: "TLS_ECDH_RSA_WITH_RC4_128_SHA",
      0xc011: "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
    },
  },
  {
    id: "3des",
    name: "with 3DES",
    severity: "medium",
    why: "Blocks of 64 bits repeat within a long connection and give away what they hide (SWEET32).",
    suites: {
      0x000a: "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
      0x0013: "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA",
      0x0016: "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
      0xc003: "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA",
      0xc008: "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA",
      0xc00d: "TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA",
      0xc012: "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    },
  },
  {
    id: "no-forward-secrecy",
    name: "without forward secrecy",
    severity: "low",
    why: "Who records traffic and gets the server's key years later can read all of it; some of these suites are also open to padding oracles (ROBOT).",
    suites: {
      0x002f: "TLS_RSA_WITH_AES_128_CBC_SHA",
      0x0035: "TLS_RSA_WITH_AES_256_CBC_SHA",
      0x003c: "TLS_RSA_WITH_AES_128_CBC_SHA256",
      0x003d: "TLS_RSA_WITH_AES_256_CBC_SHA256",
      0x0041: "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
      0x0084: "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA",
      0x0096: "TLS_RSA_WITH_SEED_CBC_SHA",
      0x009c: "TLS_RSA_WITH_AES_128_GCM_SHA256",
      0x009d: "TLS_RSA_WITH_AES_256_GCM_SHA384",
      0xc09c: "TLS_RSA_WITH_AES_128_CCM",
      0xc09d: "TLS_RSA_WITH_AES_256_CCM",
    },
  },
];
