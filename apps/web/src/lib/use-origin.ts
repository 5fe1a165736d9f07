"use client";

import { useSyncExternalStore } from "react";

/** The address this console was opened at, which is also the API's; empty while the page is made on the server. */
export function useOrigin(): string {
  return useSyncExternalStore(
    () => () => undefined,
    () => window.location.origin,
    () => "",
  );
}
