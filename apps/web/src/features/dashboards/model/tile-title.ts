import type { DashboardTile } from "@plimsoll/core";
import { questionTitle } from "../../metrics/model/question.ts";

/** The title that was given, else what the tile's first question asks. */
export function tileTitle({ title, kind, queries }: Pick<DashboardTile, "title" | "kind" | "queries">): string {
  if (title !== "") return title;
  const [first] = queries;
  if (first) return questionTitle(first);
  return kind === "text" ? "Text" : "New tile";
}
