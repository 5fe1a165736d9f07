import { randomBytes } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { AppError, toError } from "@plimsoll/core";
import type { HelloProbe, ServerHello } from "../tls.ts";
import type { ProbePlace } from "./probe-place.ts";

const HANDSHAKE = 22;
const ALERT = 21;
/** A ServerHello comes first and is small; a server that sends more without one is no TLS server. */
const MAX_BYTES = 16_384;

/**
 * Sends one ClientHello through the guarded agent and reads what the server chose; the handshake is not gone on with.
 * Throws as `probeTls` does.
 */
export async function probeHello(place: ProbePlace, probe: HelloProbe): Promise<ServerHello> {
  const { agent, ...where } = place;
  const socket = await agent.openSocket(where);
  try {
    return await askHello(socket, place, probe);
  } finally {
    socket.destroy();
  }
}

function askHello(socket: Socket, place: ProbePlace, probe: HelloProbe): Promise<ServerHello> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new AppError("TIMEOUT", `The answer to a TLS hello took longer than ${place.timeoutMs} ms.`));
    }, place.timeoutMs);
    const stop = () => reject(toError(place.signal.reason));
    place.signal.addEventListener("abort", stop, { once: true });
    let received = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = readServerHello(received);
      if (answer) resolve(answer);
      else if (received.length > MAX_BYTES) resolve({ ok: false, reason: "the answer is no TLS" });
    });
    socket.on("error", (error) => resolve({ ok: false, reason: error.message }));
    socket.once("close", () => {
      clearTimeout(timer);
      place.signal.removeEventListener("abort", stop);
      resolve({ ok: false, reason: "the connection was closed" });
    });
    socket.write(clientHello({ servername: place.host, ...probe }));
  });
}

/** The ClientHello as one record (RFC 5246, 7.4.1.2), with the extensions that servers of TLS 1.2 need to choose a suite. */
export function clientHello(probe: HelloProbe): Buffer {
  const suites = Buffer.concat(probe.cipherSuites.map(uint16));
  const extensions = Buffer.concat(probe.version > 0x0300 ? extensionsFor(probe.servername) : []);
  const body = Buffer.concat([
    uint16(probe.version),
    randomBytes(32),
    Buffer.from([0]),
    withLength(suites),
    Buffer.from([1, 0]),
    // SSL 3 knows no extensions.
    extensions.length > 0 ? withLength(extensions) : extensions,
  ]);
  const message = Buffer.concat([Buffer.from([1, 0]), withLength(body)]);
  return Buffer.concat([Buffer.from([HANDSHAKE]), uint16(Math.min(probe.version, 0x0301)), withLength(message)]);
}

function extensionsFor(servername: string | undefined): Buffer[] {
  const named = servername !== undefined && !isIP(servername);
  const name = Buffer.concat([Buffer.from([0]), withLength(Buffer.from(servername ?? "", "ascii"))]);
  return [
    ...(named ? [extension(0, withLength(name))] : []),
    // Groups x25519, P-256, P-384, P-521 and ffdhe2048; points uncompressed.
    extension(10, withLength(Buffer.concat([29, 23, 24, 25, 256].map(uint16)))),
    extension(11, Buffer.from([1, 0])),
    // RSA, DSA and ECDSA with SHA-256, 384, 512 and SHA-1, and RSA-PSS.
    extension(
      13,
      withLength(
        Buffer.concat([0x0401, 0x0403, 0x0402, 0x0501, 0x0503, 0x0601, 0x0804, 0x0201, 0x0203, 0x0202].map(uint16)),
      ),
    ),
  ];
}

/** Null while more bytes are needed. */
export function readServerHello(bytes: Buffer): ServerHello | null {
  if (bytes.length < 7) return null;
  const type = bytes.readUInt8(0);
  if (type === ALERT) return { ok: false, reason: `alert ${bytes.readUInt8(6)}` };
  if (type !== HANDSHAKE || bytes.readUInt8(1) !== 3) return { ok: false, reason: "the answer is no TLS" };
  // Record 5, message header 4, version 2, random 32, session id 1 + n, suite 2.
  if (bytes.length < 44) return null;
  if (bytes.readUInt8(5) !== 2) return { ok: false, reason: `message ${bytes.readUInt8(5)} in place of a hello` };
  const suiteAt = 44 + bytes.readUInt8(43);
  if (bytes.length < suiteAt + 2) return null;
  return { ok: true, version: bytes.readUInt16BE(9), cipherSuite: bytes.readUInt16BE(suiteAt) };
}

function extension(id: number, body: Buffer): Buffer {
  return Buffer.concat([uint16(id), withLength(body)]);
}

function withLength(body: Buffer): Buffer {
  return Buffer.concat([uint16(body.length), body]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16BE(value);
  return buffer;
}
