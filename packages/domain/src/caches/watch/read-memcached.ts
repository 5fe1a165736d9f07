import { connect } from "node:net";
import { AppError, toError } from "@plimsoll/core";
import { sampleOfStats } from "./memcached-stats.ts";
import type { WatchedSample } from "./watched-point.ts";

const COMMANDS = ["stats", "stats slabs", "stats items"] as const;
const MOST_BYTES = 1024 * 1024;

/**
 * Reads a Memcached by its text protocol, as an onlooker. Throws UNAVAILABLE when it does not answer within `timeoutMs`,
 * and BAD_REQUEST when what answers is no Memcached, or asks for a password (SASL), which is not spoken.
 */
export async function readMemcached(
  address: { host: string; port: number },
  { now, timeoutMs }: { now: number; timeoutMs: number },
): Promise<WatchedSample> {
  const answers = splitAnswers(await ask(address, timeoutMs));
  const [stats = "", slabs = "", items = ""] = answers;
  const sample = sampleOfStats({ stats, slabs, items }, now);
  if (sample.points.length === 0) throw new AppError("BAD_REQUEST", `What answers is no Memcached: ${shown(stats)}`);
  return sample;
}

/** Sends all commands at once and collects the answers until each has ended. */
function ask({ host, port }: { host: string; port: number }, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const fail = (message: string, cause?: unknown) => {
      socket.destroy();
      reject(new AppError("UNAVAILABLE", message, { cause }));
    };
    const timer = setTimeout(() => fail(`No answer within ${timeoutMs / 1_000} s.`), timeoutMs);
    let answer = "";
    socket.setEncoding("latin1");
    socket.once("connect", () => socket.write(`${COMMANDS.join("\r\n")}\r\n`));
    socket.once("error", (error) => fail(`It cannot be reached: ${toError(error).message}.`, error));
    socket.once("close", () => {
      clearTimeout(timer);
      // After a failure this comes too late to matter.
      resolve(answer);
    });
    socket.on("data", (text: string) => {
      answer += text;
      if (answer.length > MOST_BYTES) fail("The answer has no end.");
      else if (socket.writable && splitAnswers(answer).length > COMMANDS.length) socket.end("quit\r\n");
    });
  });
}

/** Each answer ends with a line `END`, or is a single line of an error. What follows the last one is the last item. */
function splitAnswers(text: string): string[] {
  return text.split(/^(?:END|ERROR|(?:CLIENT|SERVER)_ERROR[^\r\n]*)\r?\n/m);
}

const shown = (text: string) => JSON.stringify(text.slice(0, 80));
