import { Graph, layout } from "@dagrejs/dagre";
import type { ServiceMap } from "@plimsoll/core";

export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 56;

export type Positions = ReadonlyMap<string, { x: number; y: number }>;

/** Names the shape of a map: the same text means that the same positions serve. */
export function topologyOf(map: ServiceMap): string {
  const nodes = map.nodes.map((node) => node.id).toSorted();
  const edges = map.edges.map((edge) => `${edge.from}→${edge.to}`).toSorted();
  return JSON.stringify([nodes, edges]);
}

/**
 * Places the nodes in layers from left to right. Depends on the topology only, in sorted order, so that a refresh with
 * other figures moves nothing.
 */
export function layoutMap(topology: string): Positions {
  const [nodes, edges] = JSON.parse(topology) as [string[], string[]];
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 24, ranksep: 96, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of nodes) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edges) {
    const [from = "", to = ""] = edge.split("→");
    if (from !== to && graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to);
  }
  layout(graph);
  return new Map(
    nodes.map((id) => {
      const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
      return [id, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }];
    }),
  );
}
