import { AppError, type LoadErrorKind, toError } from "@plimsoll/core";
import { type AddressGuard, createAddressGuard, literalAddress, type Lookup, lookupHost } from "@plimsoll/outbound";
import type { LoadAccess } from "../run/load-types.ts";
import type { RequestTarget } from "../script/compiled.ts";

/** Why a request could not be sent or came to nothing. */
export class TransportError extends Error {
  readonly kind: LoadErrorKind;
  constructor(kind: LoadErrorKind, message: string) {
    super(message);
    this.name = "TransportError";
    this.kind = kind;
  }
}

/** Where a target may be connected to. */
export interface Route {
  /** In the order to try them. */
  addresses: readonly string[];
  /** Place of the one that took the last connection. */
  preferred: number;
  allowPrivate: boolean;
}

export interface AddressBookOptions {
  access: LoadAccess | null;
  /** `once`: a host is looked up for its first connection; `connection`: for each. */
  dns: "once" | "connection";
  lookup?: Lookup | undefined;
}

/** Finds the addresses of targets, and keeps to those that the run may reach. */
export class AddressBook {
  readonly #options: AddressBookOptions;
  readonly #lookup: Lookup;
  readonly #guard: AddressGuard | null;
  readonly #known = new Map<string, Route>();
  readonly #asked = new Map<string, Promise<Route>>();

  constructor(options: AddressBookOptions) {
    this.#options = options;
    this.#lookup = options.lookup ?? lookupHost;
    this.#guard = options.access && createAddressGuard(options.access.forbidden, this.#lookup);
  }

  /** The route, where it is known without asking. */
  known(target: RequestTarget): Route | null {
    return this.#known.get(target.origin) ?? null;
  }

  /** @throws TransportError `forbidden` or `dns` */
  find(target: RequestTarget): Promise<Route> {
    const asked = this.#asked.get(target.origin);
    if (asked) return asked;
    const finding = this.#find(target).finally(() => this.#asked.delete(target.origin));
    this.#asked.set(target.origin, finding);
    return finding;
  }

  /** Why a connection that was made to `address` may not be used: it led elsewhere. Null when it may. */
  async refusal(route: Route, port: number, address: string): Promise<string | null> {
    return this.#guard ? this.#guard.refusal(address, port, route.allowPrivate) : null;
  }

  async #find(target: RequestTarget): Promise<Route> {
    const open = this.#options.access?.origins.find((entry) => entry.origin === target.origin);
    if (this.#options.access && !open) {
      throw new TransportError("forbidden", `${target.origin} is none of the origins that the run may reach.`);
    }
    const allowPrivate = open?.allowPrivate ?? true;
    const addresses = await this.#addresses(target, allowPrivate);
    const route = { addresses, preferred: 0, allowPrivate };
    if (this.#options.dns === "once" || literalAddress(target.hostname)) this.#known.set(target.origin, route);
    return route;
  }

  async #addresses(target: RequestTarget, allowPrivate: boolean): Promise<string[]> {
    try {
      if (this.#guard) return await this.#guard.allowedAddresses(target.hostname, target.port, allowPrivate);
      const literal = literalAddress(target.hostname);
      const found = literal ? [literal] : await this.#lookup(target.hostname);
      if (found.length === 0) throw new Error(`${target.hostname} has no address`);
      return found;
    } catch (thrown) {
      const error = toError(thrown);
      const forbidden = error instanceof AppError && error.code === "FORBIDDEN";
      throw new TransportError(forbidden ? "forbidden" : "dns", error.message);
    }
  }
}
