import { createTable, createView, type DdlTarget } from "../schema/ddl.ts";
import { TABLES, VIEWS } from "../schema/tables.ts";

/** Spans, the index of traces, the roll-ups, and the views that fill them. */
export function createFirstTables(target: DdlTarget): string[] {
  return [
    ...TABLES.flatMap((definition) => createTable(definition, target)),
    ...VIEWS.map((view) => createView(view, target)),
  ];
}
