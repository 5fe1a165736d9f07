"use client";

import type { NodeKind } from "@plimsoll/core";
import { IconBolt, IconDatabase, IconServer2, IconStack2, IconWorld } from "@tabler/icons-react";
import type { ComponentType } from "react";
import styles from "./service-label.module.css";
import { ServiceLabel } from "./service-label.tsx";

export const NODE_KINDS: Record<NodeKind, { word: string; icon: ComponentType<{ size?: number | string }> }> = {
  service: { word: "Service", icon: IconServer2 },
  database: { word: "Database", icon: IconDatabase },
  cache: { word: "Cache", icon: IconBolt },
  queue: { word: "Queue", icon: IconStack2 },
  external: { word: "External", icon: IconWorld },
};

/** A neighbour on the map: a service as a link with its colour, anything else with the icon of its kind. */
export function NodeLabel({ name, kind }: { name: string; kind: NodeKind }) {
  if (kind === "service") return <ServiceLabel service={name} />;
  const { word, icon: Icon } = NODE_KINDS[kind];
  return (
    <span className={styles.label} title={`${word}: ${name}`}>
      <Icon size={14} aria-hidden="true" />
      <span className="truncate">{name}</span>
      <span className="muted">{word.toLowerCase()}</span>
    </span>
  );
}
