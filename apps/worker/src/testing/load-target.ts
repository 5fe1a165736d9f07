import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface LoadTarget {
  origin: string;
  /** Instants of requests, epoch milliseconds. */
  requests: number[];
  /** How it answers from now on; set it to change that. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  stop(): Promise<void>;
}

/** A server on loopback that counts what it is sent. */
export async function startLoadTarget(): Promise<LoadTarget> {
  const server = createServer((request, response) => {
    target.requests.push(Date.now());
    target.answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  const target: LoadTarget = {
    origin: `http://127.0.0.1:${address.port}`,
    requests: [],
    answer: (_request, response) => void response.end("ok"),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return target;
}

/**
 * Answers as a place with `slots` that each serve one request at a time for `serviceMs`, the rest waiting in line: it can
 * carry `slots / serviceMs` and no more.
 */
export function fixedServiceQueue(slots: number, serviceMs: number): LoadTarget["answer"] {
  /** When each slot is free. */
  const freeAt = Array.from({ length: slots }, () => 0);
  return (_request, response) => {
    const now = performance.now();
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const doneAt = Math.max(now, freeAt[slot] ?? 0) + serviceMs;
    freeAt[slot] = doneAt;
    setTimeout(() => response.end("ok"), doneAt - now);
  };
}
