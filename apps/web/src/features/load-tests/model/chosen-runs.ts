import type { LoadRunItem } from "@plimsoll/core";

/** Runs that are chosen for a comparison, as the address holds them: two at most. */
export function readChosen(text: string | null): string[] {
  return (text ?? "").split(",").filter(Boolean).slice(0, 2);
}

/** Takes a run in or out; a third one takes the place of the one that was chosen first. */
export function toggleChosen(chosen: readonly string[], id: string): string[] {
  return chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id].slice(-2);
}

/** The two that are chosen, the later one held against the earlier; null until there are two. */
export function chosenPair(
  chosen: readonly string[],
  runs: readonly Pick<LoadRunItem, "id" | "createdAt">[],
): { runId: string; baseRunId: string } | null {
  const [base, run] = chosen
    .flatMap((id) => runs.filter((candidate) => candidate.id === id))
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  return base && run ? { runId: run.id, baseRunId: base.id } : null;
}
