import { type WriteStream, createWriteStream, existsSync, renameSync, statSync } from "node:fs";

/** A log file that is renamed to `<file>.1` when it grows past `maxBytes`; one older file is kept. */
export type BoundedLog = { write(text: string): void; tail(): string; close(): void };

/** Opens the log for appending. `tail()` gives the last lines that were written, for error messages. */
export function openBoundedLog(file: string, maxBytes = 5 * 1024 * 1024): BoundedLog {
  let size = existsSync(file) ? statSync(file).size : 0;
  let stream = open(file);
  let recent: string[] = [];
  return {
    write(text) {
      recent = [...recent, ...text.trimEnd().split("\n")].slice(-20);
      size += Buffer.byteLength(text);
      if (size > maxBytes) {
        stream.end();
        renameSync(file, `${file}.1`);
        stream = open(file);
        size = Buffer.byteLength(text);
      }
      stream.write(text);
    },
    tail: () => recent.join("\n"),
    close: () => stream.end(),
  };
}

function open(file: string): WriteStream {
  const stream = createWriteStream(file, { flags: "a", mode: 0o600 });
  // A full disk must not end the database's supervisor: the log is lost then, the data are not.
  stream.on("error", () => undefined);
  return stream;
}
