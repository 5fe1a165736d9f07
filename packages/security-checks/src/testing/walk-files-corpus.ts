import { runFilesScan } from "../run-files-scan.ts";
import type { ScanReport } from "../scan-report.ts";
import { fixtureAdvisories } from "./advisories.ts";
import type { FilesCorpusEntry } from "./corpus/files.ts";

/** Scans the faulty tree and its clean twin with every check of files. */
export async function walkFilesEntry(entry: FilesCorpusEntry): Promise<{ isFound: boolean; falseAlarms: string[] }> {
  const found = checksThatFailed(await scanTree(entry, entry.faulty));
  const alarms = checksThatFailed(await scanTree(entry, entry.clean));
  return { isFound: found.includes(entry.checkId), falseAlarms: alarms };
}

function scanTree(entry: FilesCorpusEntry, tree: Readonly<Record<string, string>>): Promise<ScanReport> {
  return runFilesScan({
    files: filesOf(tree),
    advisories: fixtureAdvisories(),
    now: new Date("2026-11-20T00:00:00Z"),
    ...(entry.licences ? { licences: entry.licences } : {}),
    signal: new AbortController().signal,
  });
}

async function* filesOf(tree: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(tree)) yield { path, bytes: new TextEncoder().encode(text) };
}

function checksThatFailed(report: ScanReport): string[] {
  return report.records.flatMap(({ checkId, result }) => ("faults" in result && result.faults ? [checkId] : []));
}
