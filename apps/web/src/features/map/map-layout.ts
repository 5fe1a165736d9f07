import { Graph, layout } from "@dagrejs/dagre";
import type { ServiceMap } from "@plimsoll/core";

export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 56;

export interface Point {
  x: number;
  y: number;
}
export interface MapLayout {
  /** Top left corner of each node. */
  positions: ReadonlyMap<string, Point>;
  /** The bends of each edge between its two ends, around the nodes that stand in its way. */
  bends: ReadonlyMap<string, readonly Point[]>;
}

/** Names an edge by its two ends. */
export function edgeId(edge: { from: string; to: string }): string {
  return `${edge.from}→${edge.to}`;
}

/** Names the shape of a map: the same text means that the same positions serve. */
export function topologyOf(map: ServiceMap): string {
  const nodes = map.nodes.map((node) => node.id).toSorted();
  const edges = map.edges.map(edgeId).toSorted();
  return JSON.stringify([nodes, edges]);
}

/**
 * Places the nodes in layers from left to right. Depends on the topology only, in sorted order, so that a refresh with
 * other figures moves nothing.
 */
export function layoutMap(topology: string): MapLayout {
  const [nodes, edges] = JSON.parse(topology) as [string[], string[]];
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 24, ranksep: 96, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of nodes) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  const drawn = edges.flatMap((edge) => {
    const [from = "", to = ""] = edge.split("→");
    return from !== to && graph.hasNode(from) && graph.hasNode(to) ? [{ from, to }] : [];
  });
  for (const { from, to } of drawn) graph.setEdge(from, to);
  layout(graph);

  const corner = (id: string) => {
    const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
    return { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
  };
  const bendsOf = ({ from, to }: { from: string; to: string }) =>
    ((graph.edge(from, to) as { points?: Point[] }).points ?? []).slice(1, -1);
  return {
    positions: new Map(nodes.map((id) => [id, corner(id)])),
    bends: new Map(drawn.map((edge) => [edgeId(edge), bendsOf(edge)])),
  };
}

/** A smooth path from `start` to `end` through the bends, level at every one of them. */
export function edgePath(start: Point, bends: readonly Point[], end: Point): string {
  const points = [start, ...bends, end];
  return points.reduce((path, point, index) => {
    const before = points[index - 1];
    if (!before) return `M${point.x},${point.y}`;
    const middle = (before.x + point.x) / 2;
    return `${path}C${middle},${before.y} ${middle},${point.y} ${point.x},${point.y}`;
  }, "");
}
