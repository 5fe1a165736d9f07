import { createTable, createView, type DdlTarget } from "../schema/ddl.ts";
import { SPAN_TABLES, SPAN_VIEWS } from "../schema/tables.ts";

/** Spans, the index of traces, the roll-ups, and the views that fill them. */
export function createFirstTables(target: DdlTarget): string[] {
  return [
    ...SPAN_TABLES.flatMap((definition) => createTable(definition, target)),
    ...SPAN_VIEWS.map((view) => createView(view, target)),
  ];
}
