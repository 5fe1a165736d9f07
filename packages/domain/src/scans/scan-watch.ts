import type { ScanProgress } from "@plimsoll/security-checks";
import { pause } from "../load-tests/pause.ts";
import type { Platform } from "../platform.ts";

const EVERY_MS = 1_000;

/**
 * Keeps the record of a running scan fresh, once a second: how far it is, what each check said, that it is alive. Reads
 * there, too, whether somebody cancelled it.
 */
export class ScanWatch {
  readonly #db: Platform["db"];
  readonly #scanId: string;
  readonly #cancelled = new AbortController();
  readonly #stopped = new AbortController();
  #running: Promise<void> | null = null;
  #checks = new Map<string, string>();
  #done = 0;
  #total = 0;
  #requests = 0;

  constructor({ db }: Pick<Platform, "db">, scanId: string) {
    this.#db = db;
    this.#scanId = scanId;
  }

  /** Fires when somebody cancelled the scan. */
  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** Takes in what the scan tells; never fails. */
  note({ checkId, total, outcome, requests }: ScanProgress): void {
    this.#checks.set(checkId, outcome ?? "running");
    if (outcome) this.#done += 1;
    this.#total = total;
    this.#requests = requests;
  }

  start(): void {
    this.#running = this.#loop();
  }

  /** Ends it; nothing is written afterwards. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #loop(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      // A database that does not answer for a moment is no reason to end a scan.
      await this.#write().catch(() => undefined);
      await pause(EVERY_MS, this.#stopped.signal);
    }
  }

  /** One statement, since fifty scans may be telling how far they are. */
  async #write(): Promise<void> {
    const said = [...this.#checks];
    this.#checks = new Map();
    const ids = said.map(([checkId]) => checkId);
    const outcomes = said.map(([, outcome]) => outcome);
    const progress = this.#total === 0 ? 0 : Math.min(1, this.#done / this.#total);
    const [row] = await this.#db.$queryRaw<{ cancelRequested: boolean }[]>`
      WITH checked AS (
        UPDATE scan_checks SET outcome = said.outcome
        FROM unnest(${ids}::text[], ${outcomes}::text[]) AS said (id, outcome)
        WHERE "scanId" = ${this.#scanId} AND "checkId" = said.id
      )
      UPDATE scans SET "lastSeenAt" = ${new Date()}, requests = ${this.#requests}, progress = ${progress}
      WHERE id = ${this.#scanId} AND state = 'running' RETURNING "cancelRequested"`;
    // A scan that is not running any more was given up by a sweep, or removed.
    if (!row || row.cancelRequested) this.#cancelled.abort(new Error("cancelled"));
  }
}
