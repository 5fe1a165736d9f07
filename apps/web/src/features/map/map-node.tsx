"use client";

import type { ServiceMap } from "@plimsoll/core";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { ConsoleLink } from "../../components/console-link.tsx";
import { NODE_KINDS } from "../../components/node-label.tsx";
import { formatPercent, formatRate } from "../../lib/format.ts";
import { serviceColorVar } from "../../lib/service-color.ts";
import { serviceHref } from "../../lib/trace-links.ts";
import { errorColor } from "./map-style.ts";
import styles from "./map.module.css";

export type MapNode = ServiceMap["nodes"][number] & { dimmed: boolean } & Record<string, unknown>;

/** A service (with its colour, leading to its page) or something it calls (with the icon and shape of its kind). */
export function MapNodeView({ data }: NodeProps<Node<MapNode>>) {
  const { word, icon: Icon } = NODE_KINDS[data.kind];
  const content = (
    <>
      <span className={styles.nodeHead}>
        <Icon size={14} aria-hidden="true" />
        <span className="truncate">{data.name}</span>
      </span>
      <span className={styles.nodeFigures}>
        {formatRate(data.ratePerSecond)}
        <span style={{ color: data.errorRatio && data.errorRatio >= 0.005 ? errorColor(data.errorRatio) : undefined }}>
          {formatPercent(data.errorRatio)}
        </span>
      </span>
    </>
  );
  const shared = { className: styles.node, "data-kind": data.kind, "data-dimmed": data.dimmed || undefined };
  return (
    <>
      <Handle type="target" position={Position.Left} className={styles.handle} isConnectable={false} />
      {data.kind === "service" ? (
        <ConsoleLink {...shared} href={serviceHref(data.name)} style={{ borderLeftColor: serviceColorVar(data.name) }}>
          {content}
        </ConsoleLink>
      ) : (
        <div {...shared} title={`${word}: ${data.name}`}>
          {content}
        </div>
      )}
      <Handle type="source" position={Position.Right} className={styles.handle} isConnectable={false} />
    </>
  );
}
