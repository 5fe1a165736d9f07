import pino, { type Logger as PinoLogger } from "pino";

export type Logger = PinoLogger;

/** Never written, wherever they occur in a logged object. */
const SECRET_PATHS = ["authorization", "cookie", "password", "token", "key", "secret"].flatMap((name) => [
  name,
  `*.${name}`,
]);

/** A logger that writes one JSON object a line to standard output, secrets removed. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_PATHS, censor: "***" },
  });
}
