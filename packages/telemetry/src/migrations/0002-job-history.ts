import { createTable, createView, type DdlTarget } from "../schema/ddl.ts";
import { JOB_TABLES, JOB_VIEWS } from "../schema/job-tables.ts";

/** Finished attempts of jobs, their roll-ups, and samples of the queues' backlog. */
export function createJobHistory(target: DdlTarget): string[] {
  return [
    ...JOB_TABLES.flatMap((definition) => createTable(definition, target)),
    ...JOB_VIEWS.map((view) => createView(view, target)),
  ];
}
