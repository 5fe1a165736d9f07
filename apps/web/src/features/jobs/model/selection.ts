/** Which jobs of the table a bulk action is for: some by id, or everything the filter finds. */
export interface JobSelection {
  ids: ReadonlySet<string>;
  all: boolean;
}

export const NOTHING: JobSelection = { ids: new Set(), all: false };
/** More ids than this do not fit one call; the whole filter has no such limit. */
export const MOST_IDS = 500;

/** Takes a job in or out. Out of "all" it leaves the jobs that are loaded, less this one. */
export function toggleJob(selection: JobSelection, id: string, loaded: readonly string[]): JobSelection {
  const ids = new Set(selection.all ? loaded.slice(0, MOST_IDS) : selection.ids);
  if (!ids.delete(id) && ids.size < MOST_IDS) ids.add(id);
  return { ids, all: false };
}

/** All jobs that are loaded, or none when they already are chosen. */
export function toggleLoaded(selection: JobSelection, loaded: readonly string[]): JobSelection {
  if (selection.all || isWholeLoaded(selection, loaded)) return NOTHING;
  return { ids: new Set(loaded.slice(0, MOST_IDS)), all: false };
}

export function isChosen(selection: JobSelection, id: string): boolean {
  return selection.all || selection.ids.has(id);
}

/** True when every loaded job that one call can hold is chosen. */
export function isWholeLoaded(selection: JobSelection, loaded: readonly string[]): boolean {
  return loaded.length > 0 && loaded.slice(0, MOST_IDS).every((id) => selection.ids.has(id));
}

/** Forgets jobs that have left the table: a bulk action must not reach what is no longer seen. */
export function keepLoaded(selection: JobSelection, loaded: readonly string[]): JobSelection {
  if (selection.all || selection.ids.size === 0) return selection;
  const there = new Set(loaded);
  const ids = new Set([...selection.ids].filter((id) => there.has(id)));
  return ids.size === selection.ids.size ? selection : { ids, all: false };
}
