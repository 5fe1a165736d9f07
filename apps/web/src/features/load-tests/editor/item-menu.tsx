"use client";

import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconBoxAlignTopLeft,
  IconBoxOff,
  IconCopy,
  IconDots,
  IconTrash,
} from "@tabler/icons-react";

interface ItemMenuProps {
  /** Names the thing in the button's label. */
  what: string;
  onUp?: () => void;
  onDown?: () => void;
  onDuplicate?: () => void;
  onGroup?: () => void;
  onUngroup?: () => void;
  onRemove?: () => void;
}

const ITEMS = [
  { act: "onUp", label: "Move up", icon: IconArrowUp },
  { act: "onDown", label: "Move down", icon: IconArrowDown },
  { act: "onDuplicate", label: "Duplicate", icon: IconCopy },
  { act: "onGroup", label: "Put into a group", icon: IconBoxAlignTopLeft },
  { act: "onUngroup", label: "Dissolve the group", icon: IconBoxOff },
] as const;

/** What can be done to an item of a list: only what is possible is offered. */
export function ItemMenu(props: ItemMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={28} aria-label={`Move, duplicate or remove ${props.what}`}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.map(({ act, label, icon: Icon }) => {
          const run = props[act];
          return (
            run && (
              <Menu.Item key={act} leftSection={<Icon size={16} aria-hidden="true" />} onClick={run}>
                {label}
              </Menu.Item>
            )
          );
        })}
        {props.onRemove && (
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden="true" />} onClick={props.onRemove}>
            Remove
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
