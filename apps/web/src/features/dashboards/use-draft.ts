"use client";

import type { DashboardDetail, DashboardTile, DashboardVariable } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/trpc.tsx";
import { flow, freshId, inReadingOrder, moved, resized } from "./model/layout.ts";
import type { TileActions } from "./tile-menu.tsx";

interface Draft {
  name: string;
  description: string;
  variables: DashboardVariable[];
  tiles: DashboardTile[];
}

/** A dashboard while it is changed: nothing is stored before `save`, and a later version elsewhere changes nothing here. */
export function useDraft(dashboard: DashboardDetail, onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [base] = useState(dashboard);
  const [draft, setDraft] = useState<Draft>(() => draftOf(dashboard));
  /** What somebody else saved since; null as far as is known. */
  const [theirs, setTheirs] = useState<DashboardDetail | null>(null);
  const update = useMutation(
    trpc.dashboards.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.dashboards.pathFilter());
        onDone();
      },
      onError: async () => {
        const get = trpc.dashboards.get.queryOptions({ id: base.id });
        const latest = await queryClient.fetchQuery({ ...get, staleTime: 0 }).catch(() => null);
        setTheirs(latest && latest.updatedAt !== base.updatedAt ? latest : null);
      },
    }),
  );
  const save = ({ updatedAt } = base) => update.mutate({ id: base.id, updatedAt, ...draft });
  return {
    draft,
    change: (part: Partial<Draft>) => setDraft({ ...draft, ...part }),
    save: () => save(),
    /** Replaces what somebody else saved since; null when nobody did. */
    replaceTheirs: theirs && (() => save(theirs)),
    unsaved: JSON.stringify(draft) !== JSON.stringify(draftOf(base)) && !update.isSuccess,
    isPending: update.isPending,
    error: update.error,
  };
}

function draftOf({ name, description, variables, tiles }: DashboardDetail): Draft {
  return { name, description, variables, tiles: inReadingOrder(tiles) };
}

/** What the handles and menus of tiles do to the draft. */
export function tileActions(
  tiles: readonly DashboardTile[],
  onTiles: (tiles: DashboardTile[]) => void,
  onEdit: (tile: DashboardTile) => void,
): TileActions {
  return {
    onEdit,
    onCopy: (tile) =>
      onTiles(flow(tiles.flatMap((each) => (each === tile ? [each, { ...each, id: freshId(tiles) }] : [each])))),
    onMove: (tile, by) => onTiles(moved(tiles, tile.id, by)),
    onResize: (tile, size) => onTiles(resized(tiles, tile.id, size)),
    onRemove: (tile) => onTiles(flow(tiles.filter((each) => each !== tile))),
  };
}
