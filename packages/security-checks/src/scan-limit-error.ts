/** The scan is cancelled, out of time or out of requests: what is still running cannot conclude anything. */
export class ScanLimitError extends Error {
  readonly limit: "cancelled" | "time" | "requests";

  constructor(limit: "cancelled" | "time" | "requests", message: string) {
    super(message);
    this.name = "ScanLimitError";
    this.limit = limit;
  }
}
