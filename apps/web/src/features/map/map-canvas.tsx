"use client";

import "@xyflow/react/dist/base.css";

import { useComputedColorScheme } from "@mantine/core";
import type { ServiceMap } from "@plimsoll/core";
import { Background, Controls, type Edge, MarkerType, type Node, Panel, ReactFlow } from "@xyflow/react";
import { useMemo, useState } from "react";
import { formatDuration, formatPercent, formatRate } from "../../lib/format.ts";
import { edgeId, layoutMap, type MapLayout, NODE_HEIGHT, NODE_WIDTH, topologyOf } from "./map-layout.ts";
import { RoutedEdge } from "./routed-edge.tsx";
import { type MapNode, MapNodeView } from "./map-node.tsx";
import { edgeWidth, ERROR_LEVELS, errorColor, errorRatioOf } from "./map-style.ts";
import styles from "./map.module.css";

const NODE_TYPES = { node: MapNodeView };
const EDGE_TYPES = { routed: RoutedEdge };

/** The map drawn: layers from left to right, still under refresh, what is hovered lit and explained. */
export function MapCanvas({ map }: { map: ServiceMap }) {
  const scheme = useComputedColorScheme("dark");
  const topology = topologyOf(map);
  const layout = useMemo(() => layoutMap(topology), [topology]);
  const [focus, setFocus] = useState<Focus>(null);
  const nodes = useMemo(() => toNodes(map, layout, focus), [map, layout, focus]);
  const edges = useMemo(() => toEdges(map, layout, focus), [map, layout, focus]);

  return (
    <div className={styles.canvas}>
      <ReactFlow
        key={topology}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        fitView
        fitViewOptions={{ padding: 0.08, maxZoom: 1, minZoom: 0.4 }}
        minZoom={0.1}
        maxZoom={2}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        onNodeMouseEnter={(_, node) => setFocus({ node: node.id })}
        onNodeMouseLeave={() => setFocus(null)}
        onEdgeMouseEnter={(_, edge) => setFocus({ edge: edge.id })}
        onEdgeMouseLeave={() => setFocus(null)}
        aria-label="Service map. The list view shows the same as a table."
      >
        <Background gap={24} size={1} color="var(--line)" />
        <Controls position="top-left" showInteractive={false} />
        <Panel position="bottom-right" className={styles.legend}>
          {ERROR_LEVELS.map((level) => (
            <span key={level.label}>
              <span className={styles.legendLine} style={{ background: level.color }} /> {level.label}
            </span>
          ))}
        </Panel>
        <Panel position="top-right" className={styles.info}>
          {explain(map, focus) ?? "Point at a line or a service for its figures"}
        </Panel>
      </ReactFlow>
    </div>
  );
}

type Focus = { node: string } | { edge: string } | null;

function touches(edge: { from: string; to: string }, focus: Focus): boolean {
  if (!focus) return true;
  return "edge" in focus ? edgeId(edge) === focus.edge : edge.from === focus.node || edge.to === focus.node;
}

function toNodes(map: ServiceMap, layout: MapLayout, focus: Focus): Node<MapNode>[] {
  const lit = new Set(map.edges.filter((edge) => touches(edge, focus)).flatMap((edge) => [edge.from, edge.to]));
  if (focus && "node" in focus) lit.add(focus.node);
  return map.nodes.map((node) => ({
    id: node.id,
    type: "node",
    position: layout.positions.get(node.id) ?? { x: 0, y: 0 },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: { ...node, dimmed: focus !== null && !lit.has(node.id) },
  }));
}

function toEdges(map: ServiceMap, layout: MapLayout, focus: Focus): Edge[] {
  const maxRate = Math.max(...map.edges.map((edge) => edge.ratePerSecond), 0);
  return map.edges.map((edge) => {
    const color = errorColor(errorRatioOf(edge));
    return {
      id: edgeId(edge),
      type: "routed",
      data: { bends: layout.bends.get(edgeId(edge)) ?? [] },
      source: edge.from,
      target: edge.to,
      interactionWidth: 24,
      style: {
        stroke: color,
        strokeWidth: edgeWidth(edge.ratePerSecond, maxRate),
        opacity: touches(edge, focus) ? 1 : 0.15,
      },
      markerEnd: { type: MarkerType.ArrowClosed, color, width: 14, height: 14, markerUnits: "userSpaceOnUse" },
    };
  });
}

function explain(map: ServiceMap, focus: Focus): string | null {
  if (!focus) return null;
  if ("node" in focus) {
    const node = map.nodes.find((candidate) => candidate.id === focus.node);
    return node ? `${node.name}: ${figures(node)}` : null;
  }
  const edge = map.edges.find((candidate) => edgeId(candidate) === focus.edge);
  if (!edge) return null;
  const name = (id: string) => map.nodes.find((node) => node.id === id)?.name ?? id;
  return `${name(edge.from)} → ${name(edge.to)}: ${figures({ ...edge, errorRatio: errorRatioOf(edge) })}`;
}

function figures(item: { ratePerSecond: number; errorRatio: number | null; p95Ms: number | null }): string {
  return `${formatRate(item.ratePerSecond)}, ${formatPercent(item.errorRatio)} failed, p95 ${formatDuration(item.p95Ms)}`;
}
