import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import { toError } from "@plimsoll/core";
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { RequestTarget } from "../script/compiled.ts";
import { type AddressBook, type Route, TransportError } from "./address-book.ts";

export interface DialerOptions {
  book: AddressBook;
  verifyTls: boolean;
  /** Protocols to offer by ALPN; the first must be agreed on where the server speaks of it. */
  protocol: "http/1.1" | "h2";
}

/** Told once, unless the dialling was cancelled before. */
export type Dialled = (error: TransportError | null, socket: Socket | null) => void;

/** Opens sockets to targets, through the address book. */
export class Dialer {
  readonly #options: DialerOptions;
  #context: SecureContext | null = null;

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  /** Connects, with TLS for `https`. Returns what cancels it. */
  dial(target: RequestTarget, onread: OnReadOpts | undefined, dialled: Dialled): () => void {
    const attempt = new Dialling(this.#options, target, onread, this.#contextFor(target), dialled);
    attempt.start();
    return () => attempt.cancel();
  }

  #contextFor(target: RequestTarget): SecureContext | null {
    if (!target.secure) return null;
    this.#context ??= createSecureContext();
    return this.#context;
  }
}

class Dialling {
  readonly #options: DialerOptions;
  readonly #target: RequestTarget;
  readonly #onread: OnReadOpts | undefined;
  readonly #context: SecureContext | null;
  readonly #dialled: Dialled;
  #socket: Socket | null = null;
  #over = false;

  constructor(
    options: DialerOptions,
    target: RequestTarget,
    onread: OnReadOpts | undefined,
    context: SecureContext | null,
    dialled: Dialled,
  ) {
    this.#options = options;
    this.#target = target;
    this.#onread = onread;
    this.#context = context;
    this.#dialled = dialled;
  }

  start(): void {
    const known = this.#options.book.known(this.#target);
    if (known) this.#try(known, 0);
    else
      this.#options.book.find(this.#target).then(
        (route) => this.#try(route, 0),
        (error: unknown) => this.#fail(asTransportError(error, "dns")),
      );
  }

  cancel(): void {
    this.#over = true;
    this.#socket?.destroy();
  }

  /** Tries the addresses in turn, beginning with the one that worked last. */
  #try(route: Route, tried: number): void {
    if (this.#over) return;
    const place = (route.preferred + tried) % route.addresses.length;
    const address = route.addresses[place] ?? "";
    const socket = this.#open(address);
    this.#socket = socket;
    let phase: "connect" | "tls" = "connect";
    const onError = (error: Error) => {
      // An error is followed by `close`, which says nothing new; by then the next address may be being tried.
      socket.off("close", onClose).on("error", () => undefined);
      this.#socket = null;
      if (phase === "connect" && tried + 1 < route.addresses.length) this.#try(route, tried + 1);
      else this.#fail(new TransportError(phase, error.message));
    };
    const onClose = () => onError(new Error("the connection was closed while it was being made"));
    socket.once("error", onError);
    socket.once("close", onClose);
    const waitsFor = new Set(this.#target.secure ? ["address", "handshake"] : ["address"]);
    const ready = (what: string) => {
      waitsFor.delete(what);
      if (waitsFor.size > 0) return;
      socket.off("error", onError);
      socket.off("close", onClose);
      route.preferred = place;
      this.#succeed(socket);
    };
    socket.once("connect", () => {
      phase = "tls";
      this.#checkRemote(route, address, socket, () => ready("address"));
    });
    if (this.#target.secure) socket.once("secureConnect", () => ready("handshake"));
  }

  /** Where the connection really went must be where it may go. */
  #checkRemote(route: Route, address: string, socket: Socket, ready: () => void): void {
    const remote = socket.remoteAddress;
    if (remote === undefined) return;
    if (remote === address) {
      ready();
      return;
    }
    this.#options.book.refusal(route, this.#target.port, remote).then(
      (refused) => {
        if (refused === null) ready();
        else this.#refuse(socket, `${this.#target.hostname} led to ${remote}, which ${refused}.`);
      },
      (error: unknown) => this.#refuse(socket, toError(error).message),
    );
  }

  #refuse(socket: Socket, detail: string): void {
    socket.removeAllListeners("error").on("error", () => undefined);
    socket.destroy();
    this.#fail(new TransportError("forbidden", detail));
  }

  #open(address: string): Socket {
    const { hostname, port, secure } = this.#target;
    const common = { host: address, port, noDelay: true, ...(this.#onread && { onread: this.#onread }) };
    if (!secure || !this.#context) return connectTcp(common);
    return connectTls({
      ...common,
      secureContext: this.#context,
      rejectUnauthorized: this.#options.verifyTls,
      ALPNProtocols: [this.#options.protocol],
      ...(!isIP(hostname) && { servername: hostname }),
    });
  }

  #succeed(socket: Socket): void {
    if (this.#over) {
      socket.destroy();
      return;
    }
    const agreed = this.#target.secure ? (socket as TLSSocket).alpnProtocol : null;
    if (this.#options.protocol === "h2" && this.#target.secure && agreed !== "h2") {
      this.#socket = null;
      socket.on("error", () => undefined).destroy();
      this.#fail(new TransportError("protocol", `${this.#target.origin} does not speak HTTP/2.`));
      return;
    }
    this.#over = true;
    this.#dialled(null, socket);
  }

  #fail(error: TransportError): void {
    if (this.#over) return;
    this.#over = true;
    this.#dialled(error, null);
  }
}

function asTransportError(error: unknown, kind: "dns"): TransportError {
  return error instanceof TransportError ? error : new TransportError(kind, toError(error).message);
}
