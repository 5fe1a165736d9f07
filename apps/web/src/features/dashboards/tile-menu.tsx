"use client";

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import type { DashboardTile } from "@plimsoll/core";
import {
  IconArrowLeft,
  IconArrowRight,
  IconChartDots,
  IconCopy,
  IconDots,
  IconMaximize,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import { ConsoleLink } from "../../components/console-link.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { writeQuestions } from "../metrics/model/question.ts";
import styles from "./dashboards.module.css";
import { tileTitle } from "./model/tile-title.ts";
import { type Choices, withChoices } from "./model/variables.ts";

/** Where a tile leads while the dashboard is looked at. */
export function TileLinks({ tile, choices }: { tile: DashboardTile; choices: Choices }) {
  const [, update] = useUrlParams();
  const title = tileTitle(tile);
  const questions = writeQuestions(tile.queries.map((query) => withChoices(query, choices)));
  return (
    <span className={styles.links}>
      {questions !== null && (
        <Tooltip label="Explore its metrics">
          <ActionIcon
            size={24}
            component={ConsoleLink}
            href={`/metrics?q=${encodeURIComponent(questions)}`}
            aria-label={`Explore the metrics of ${title}`}
          >
            <IconChartDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label="Show it alone">
        <ActionIcon size={24} aria-label={`Show ${title} alone`} onClick={() => update({ tile: tile.id })}>
          <IconMaximize size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

export interface TileActions {
  onEdit: (tile: DashboardTile) => void;
  onCopy: (tile: DashboardTile) => void;
  /** By so many places. */
  onMove: (tile: DashboardTile, by: number) => void;
  onResize: (tile: DashboardTile, size: { width: number; height: number }) => void;
  onRemove: (tile: DashboardTile) => void;
}

/** What can be done with a tile while the dashboard is changed. */
export function EditMenu({ tile, actions }: { tile: DashboardTile; actions: TileActions }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={24} aria-label={`Change ${tileTitle(tile)}`}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => actions.onEdit(tile)}>
          Edit
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => actions.onCopy(tile)}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowLeft size={16} />} onClick={() => actions.onMove(tile, -1)}>
          Move before
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowRight size={16} />} onClick={() => actions.onMove(tile, 1)}>
          Move after
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => actions.onRemove(tile)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
