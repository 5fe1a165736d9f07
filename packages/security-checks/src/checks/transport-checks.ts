import type { WebCheck } from "../check.ts";
import { certificateExpiry } from "./transport/certificate-expiry.ts";
import { certificateKey } from "./transport/certificate-key.ts";
import { certificateName } from "./transport/certificate-name.ts";
import { certificateSignature } from "./transport/certificate-signature.ts";
import { certificateTrust } from "./transport/certificate-trust.ts";
import { cookiesOverHttp } from "./transport/cookies-over-http.ts";
import { hsts } from "./transport/hsts.ts";
import { httpsRedirect } from "./transport/https-redirect.ts";
import { mixedContent } from "./transport/mixed-content.ts";
import { protocolVersions } from "./transport/protocol-versions.ts";
import { weakCiphers } from "./transport/weak-ciphers.ts";

/** Checks of the group `transport`, in the order people read them; each is a file in `transport/`. */
export const TRANSPORT_CHECKS: readonly WebCheck[] = [
  certificateExpiry,
  certificateTrust,
  certificateName,
  certificateKey,
  certificateSignature,
  protocolVersions,
  weakCiphers,
  hsts,
  httpsRedirect,
  mixedContent,
  cookiesOverHttp,
];
