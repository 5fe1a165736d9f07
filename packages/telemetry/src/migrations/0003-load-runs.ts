import { createTable, type DdlTarget } from "../schema/ddl.ts";
import { LOAD_TABLES } from "../schema/load-tables.ts";

/** What load runs measured, second by second. */
export function createLoadRuns(target: DdlTarget): string[] {
  return LOAD_TABLES.flatMap((definition) => createTable(definition, target));
}
