import type { LoadRunState } from "@plimsoll/core";
import { StatusBadge } from "../../components/status-badge.tsx";
import { runStateWords } from "./model/run-states.ts";

/** A run's state as icon and word. */
export function RunState({ state }: { state: LoadRunState }) {
  const { word, tone } = runStateWords(state);
  return <StatusBadge tone={tone}>{word}</StatusBadge>;
}
