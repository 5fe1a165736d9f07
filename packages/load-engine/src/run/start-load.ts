import type { LoadEvents, LoadHandle, LoadOptions } from "./load-types.ts";

export function startLoad(_options: LoadOptions, _events: LoadEvents): LoadHandle {
  throw new Error("being written");
}
