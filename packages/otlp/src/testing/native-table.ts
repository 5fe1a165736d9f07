import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SPANS_COLUMNS } from "@plimsoll/telemetry";
import { Session } from "chdb";

/** A table in a real engine, with the columns of `spans` unless told otherwise, for reading back what Native blocks say. */
export class NativeTable {
  readonly #folder = mkdtempSync(join(tmpdir(), "plimsoll-otlp-"));
  readonly #session = new Session(join(this.#folder, "db"));

  constructor(definition: readonly { name: string; type: string }[] = SPANS_COLUMNS) {
    const columns = definition.map(({ name, type }) => `${name} ${type}`).join(", ");
    this.#session.query("CREATE DATABASE t ENGINE = Atomic");
    this.#session.query(`CREATE TABLE t.block (${columns}) ENGINE = Memory`);
  }

  /** Replaces the table's rows by those of `block`. */
  load(block: Uint8Array[]): void {
    const file = join(this.#folder, "block.native");
    writeFileSync(file, Buffer.concat(block));
    this.#session.query("TRUNCATE TABLE t.block");
    this.#session.query(`INSERT INTO t.block SELECT * FROM file('${file}', Native)`);
  }

  /** All spans in the order they were inserted; ids in hex, 64-bit integers as strings, maps as lists of pairs. */
  rows(): Record<string, unknown>[] {
    const pairs = (name: string): string => `arrayZip(mapKeys(${name}), mapValues(${name})) AS ${name}_pairs`;
    return this.select(
      `* EXCEPT (trace_id, span_id, parent_span_id, attr_str, attr_int, attr_double, attr_other),
         lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span, lower(hex(parent_span_id)) AS parent,
         toString(toUnixTimestamp64Nano(ts)) AS start, toString(duration_ns) AS duration,
         ${["attr_str", "attr_int", "attr_double", "attr_other"].map(pairs).join(", ")}`,
    );
  }

  /** What the expressions say of each row, in the order they were inserted; 64-bit integers as strings. */
  select(expressions: string): Record<string, unknown>[] {
    const text = this.#session.query(
      `SELECT ${expressions}
       FROM t.block SETTINGS output_format_json_quote_64bit_integers = 1, output_format_json_quote_denormals = 1`,
      "JSONEachRow",
    );
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  close(): void {
    this.#session.cleanup();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
