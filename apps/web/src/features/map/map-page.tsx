"use client";

import { SegmentedControl, Skeleton } from "@mantine/core";
import type { ServiceMap } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { MapList } from "./map-list.tsx";

const LIMIT = 500;

// The drawing library is heavy; it comes when a map is to be drawn.
const MapCanvas = dynamic(() => import("./map-canvas.tsx").then((module) => module.MapCanvas), {
  ssr: false,
  loading: () => <Skeleton height="calc(100dvh - 224px)" />,
});

type View = "map" | "list";

/** Who calls whom, drawn or as a list. */
export function MapPage() {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const [params, update] = useUrlParams();
  const view: View = params.get("view") === "list" ? "list" : "map";
  const query = useQuery({
    ...trpc.services.map.queryOptions({ from, to, limit: LIMIT }),
    placeholderData: keepPreviousData,
  });

  return (
    <>
      <PageHeader
        title="Map"
        note="Who calls whom: wider is more calls, colour is the share that failed"
        actions={
          <SegmentedControl
            aria-label="View"
            value={view}
            onChange={(value) => update({ view: value === "list" ? "list" : null }, "replace")}
            data={[
              { value: "map", label: "Map" },
              { value: "list", label: "List" },
            ]}
          />
        }
      />
      <Tile
        title={view === "map" ? "Service map" : "Calls"}
        note={query.data && sizeOf(query.data)}
        query={query}
        skeleton={<TableSkeleton rows={12} />}
        flush
      >
        {(map) => <MapContent map={map} view={view} />}
      </Tile>
    </>
  );
}

/** How much the map holds, and from how much of what arrived it was counted. */
function sizeOf({ nodes, edges, sampledOneIn }: ServiceMap): string {
  const size = `${plural(nodes.length, "node")}, ${plural(edges.length, "edge")}`;
  return sampledOneIn > 1 ? `${size}; estimated from one in ${sampledOneIn} five-minute slices` : size;
}

function MapContent({ map, view }: { map: ServiceMap; view: View }) {
  if (map.nodes.length === 0) {
    return (
      <EmptyState title="No calls in this time range">
        <p>
          Services appear here with the services, databases, caches and queues they call, as soon as they send traces.
        </p>
      </EmptyState>
    );
  }
  return view === "list" ? <MapList map={map} /> : <MapCanvas map={map} />;
}
