import type { LoadModel, LoadScript } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import type { ShareOrders } from "./share-place.ts";

export class CapacitySearch {
  constructor(
    _platform: Platform,
    _run: { projectId: string; runId: string; script: LoadScript; load: Extract<LoadModel, { mode: "capacity" }> },
  ) {}
  async turn(_orders: ShareOrders, _inFlight: number): Promise<void> {}
}
