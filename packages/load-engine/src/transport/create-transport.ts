import type { LoadScript } from "@plimsoll/core";
import type { Lookup } from "@plimsoll/outbound";
import type { LoadAccess } from "../run/load-types.ts";
import { AddressBook } from "./address-book.ts";
import { Dialer } from "./dialer.ts";
import type { Transport } from "./exchange.ts";
import { Http1Transport } from "./http1-transport.ts";
import { Http2Transport } from "./http2-transport.ts";

/** The connections of one thread, as the script wants them. `lookup` replaces name resolution, for tests. */
export function createTransport(http: LoadScript["http"], access: LoadAccess | null, lookup?: Lookup): Transport {
  const book = new AddressBook({ access, dns: http.dns, lookup });
  if (http.version === "2") {
    return new Http2Transport(new Dialer({ book, verifyTls: http.verifyTls, protocol: "h2" }), http.keepAlive);
  }
  return new Http1Transport(new Dialer({ book, verifyTls: http.verifyTls, protocol: "http/1.1" }), http.keepAlive);
}
