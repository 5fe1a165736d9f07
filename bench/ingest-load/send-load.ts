import { connect, type Socket } from "node:net";

/** A request that is sent again and again, its ids and times written anew before each sending. */
export interface LoadOptions<Body extends { bytes: Buffer }> {
  port: number;
  path: string;
  connections: number;
  seconds: number;
  /** Spans or data points of one body. */
  items: number;
  /** A body for each connection, by its number. */
  createBody: (connection: number) => Body;
  freshen: (body: Body) => void;
}

export interface LoadResult {
  acknowledged: number;
  seconds: number;
  /** Milliseconds from the first byte sent to the answer, one a request, ascending. */
  latenciesMs: number[];
  refused: number;
}

/**
 * Keeps `connections` requests under way for `seconds`, each on its own connection; the next is sent when the answer has
 * come. A refused request is sent again with new ids and counts as nothing.
 */
export async function sendLoad<Body extends { bytes: Buffer }>(options: LoadOptions<Body>): Promise<LoadResult> {
  const result: LoadResult = { acknowledged: 0, seconds: 0, latenciesMs: [], refused: 0 };
  const start = performance.now();
  const until = start + options.seconds * 1000;
  await Promise.all(
    Array.from({ length: options.connections }, (_, index) =>
      runConnection(options, options.createBody(index), until, result),
    ),
  );
  result.seconds = (performance.now() - start) / 1000;
  result.latenciesMs.sort((a, b) => a - b);
  return result;
}

function runConnection<Body extends { bytes: Buffer }>(
  options: LoadOptions<Body>,
  body: Body,
  until: number,
  result: LoadResult,
): Promise<void> {
  const head = Buffer.from(
    `POST ${options.path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/x-protobuf\r\ncontent-length: ${body.bytes.length}\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(options.port, "127.0.0.1");
    socket.setNoDelay(true);
    let sentAt = 0;
    let answer = "";
    const send = (): void => {
      if (performance.now() >= until) {
        socket.end();
        resolve();
        return;
      }
      options.freshen(body);
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
        result.acknowledged += options.items;
        result.latenciesMs.push(performance.now() - sentAt);
      } else result.refused++;
      answer = "";
      send();
    });
  });
}
