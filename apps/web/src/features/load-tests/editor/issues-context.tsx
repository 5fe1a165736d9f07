"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { type Issue, type Path, pathKey } from "../model/issues.ts";

interface IssuesView {
  at: (path: Path) => string | null;
  below: (path: Path) => boolean;
}

const IssuesContext = createContext<IssuesView>({ at: () => null, below: () => false });

interface IssuesProviderProps {
  issues: readonly Issue[];
  /** Also what is merely not filled in yet: once somebody has tried to save. */
  showMissing: boolean;
  children: ReactNode;
}

/** Tells the fields inside it what is wrong with them. */
export function IssuesProvider({ issues, showMissing, children }: IssuesProviderProps) {
  const view = useMemo<IssuesView>(() => {
    const shown = issues.filter((issue) => showMissing || !issue.missing);
    const byPath = new Map(shown.map((issue) => [issue.path, issue.message]));
    return {
      at: (path) => byPath.get(pathKey(path)) ?? null,
      below: (path) => shown.some((issue) => issue.path.startsWith(`${pathKey(path)}.`)),
    };
  }, [issues, showMissing]);
  return <IssuesContext value={view}>{children}</IssuesContext>;
}

/** What is wrong at a place of the script, in words, and whether something below it is. */
export function useIssues(): IssuesView {
  return useContext(IssuesContext);
}
