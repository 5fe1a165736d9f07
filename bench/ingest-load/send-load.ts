import { connect, type Socket } from "node:net";
import { createExportBody, type ExportBody, freshen, SPANS_A_REQUEST } from "./export-bodies.ts";

export interface LoadResult {
  acknowledgedSpans: number;
  seconds: number;
  /** Milliseconds from the first byte sent to the answer, one a request, ascending. */
  latenciesMs: number[];
  refused: number;
}

/**
 * Keeps `connections` requests under way for `seconds`, each on its own connection; the next is sent when the answer has
 * come. A refused request is sent again with new spans and counts as nothing.
 */
export async function sendLoad(port: number, connections: number, seconds: number): Promise<LoadResult> {
  const result: LoadResult = { acknowledgedSpans: 0, seconds: 0, latenciesMs: [], refused: 0 };
  const start = performance.now();
  const until = start + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, (_, index) => runConnection(port, createExportBody(index), until, result)),
  );
  result.seconds = (performance.now() - start) / 1000;
  result.latenciesMs.sort((a, b) => a - b);
  return result;
}

function runConnection(port: number, body: ExportBody, until: number, result: LoadResult): Promise<void> {
  const head = Buffer.from(
    `POST /v1/traces HTTP/1.1\r\nhost: bench\r\ncontent-type: application/x-protobuf\r\ncontent-length: ${body.bytes.length}\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let sentAt = 0;
    let answer = "";
    const send = (): void => {
      if (performance.now() >= until) {
        socket.end();
        resolve();
        return;
      }
      freshen(body);
      sentAt = performance.now();
      socket.cork();
      socket.write(head);
      socket.write(body.bytes);
      socket.uncork();
    };
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      const length = /content-length: (\d+)/i.exec(answer)?.[1];
      const bodyAt = answer.indexOf("\r\n\r\n") + 4;
      if (length === undefined || bodyAt < 4 || answer.length < bodyAt + Number(length)) return;
      if (answer.startsWith("HTTP/1.1 200") && Number(length) === 0) {
        result.acknowledgedSpans += SPANS_A_REQUEST;
        result.latenciesMs.push(performance.now() - sentAt);
      } else result.refused++;
      answer = "";
      send();
    });
  });
}
