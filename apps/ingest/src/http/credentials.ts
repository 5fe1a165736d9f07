import type { IncomingMessage } from "node:http";
import type { Credentials } from "../authenticate.ts";

/** What a request says about its sender. */
export function credentialsOf({ headers, socket }: IncomingMessage): Credentials {
  return {
    authorization: headers.authorization,
    apiKey: singleHeader(headers["x-api-key"]),
    peerAddress: socket.remoteAddress,
    isForwarded: headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined,
  };
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
