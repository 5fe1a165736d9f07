"use client";

import { useTRPCClient } from "../../../lib/trpc.tsx";
import { type FindingFilter, filterInput } from "../model/finding-filter.ts";
import { ExportMenu } from "../parts/export-menu.tsx";

/** The findings that the filter shows, all pages of them, as a file for other tools; one target's a file. */
export function ExportFindings({ filter, isEmpty }: { filter: FindingFilter; isEmpty: boolean }) {
  const client = useTRPCClient();
  const { targetId } = filter;
  const blocked = targetId === null ? "Choose a target first: a file holds the findings of one" : null;
  return (
    <ExportMenu
      blocked={blocked ?? (isEmpty ? "There is nothing to export" : null)}
      onExport={async (format) => {
        if (targetId === null) throw new Error("Choose a target first.");
        return client.findings.export.query({ ...filterInput(filter), targetId, format });
      }}
    />
  );
}
