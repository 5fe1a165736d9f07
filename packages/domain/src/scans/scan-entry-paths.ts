import type { Platform } from "../platform.ts";
import { readPlace } from "../findings/finding-item.ts";
import { type ScanTargetRow, readSettings } from "./find-scan-target.ts";

/** Pages that are looked at again for what was found on them. */
const MAX_AGAIN = 10;

/**
 * Where a scan begins: the target's entry pages, then pages of the last scan that have findings. A page that is no longer
 * linked is so looked at again, and what was found there can be called fixed.
 */
export async function scanEntryPaths({ db }: Pick<Platform, "db">, target: ScanTargetRow): Promise<string[]> {
  const last = await db.scan.findFirst({
    where: { scanTargetId: target.id, score: { not: null } },
    select: { pages: true },
    orderBy: { createdAt: "desc" },
  });
  const pages = new Set(last?.pages);
  const found = await db.finding.findMany({
    where: { scanTargetId: target.id, state: { not: "fixed" } },
    select: { place: true },
    orderBy: [{ lastSeenAt: "asc" }, { id: "asc" }],
  });
  const again = found
    .map(({ place }) => readPlace(place))
    .flatMap((place) =>
      place.kind === "request" && place.method === "GET" && pages.has(place.path) ? [place.path] : [],
    );
  const entries = ["/", ...readSettings(target).entryPaths];
  return [...new Set([...entries, ...[...new Set(again)].slice(0, MAX_AGAIN)])];
}
