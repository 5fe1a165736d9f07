import type { ServiceMap } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { ServiceMapInput } from "../inputs.ts";
import { addUp, lengthMs, readServiceSteps, toFigures } from "../red.ts";
import { readEdges } from "./service-edges.ts";
import { readLastSeen } from "./services-list.ts";

/**
 * Services, what they call, and the calls between them. Figures of services come from roll-ups, those of databases,
 * caches, queues and external hosts from the calls to them. `limit` bounds the edges; the busiest are kept.
 */
export async function serviceMap(client: TelemetryClient, input: ServiceMapInput): Promise<ServiceMap> {
  const [{ edges, sampledOneIn }, cells, lastSeen] = await Promise.all([
    readEdges(client, input),
    readServiceSteps(client, input, { fromMs: 0, stepMs: 8.64e15, count: 1 }),
    readLastSeen(client, input),
  ]);
  const nodes = new Map<string, ServiceMap["nodes"][number]>();
  for (const name of new Set([...cells.keys(), ...lastSeen.keys()])) {
    const figures = toFigures(addUp(cells.get(name)?.values() ?? []), lengthMs(input));
    const { ratePerSecond, errorRatio, p95Ms } = figures;
    nodes.set(nodeId("service", name), {
      id: nodeId("service", name),
      name,
      kind: "service",
      ratePerSecond,
      errorRatio,
      p95Ms,
    });
  }
  for (const edge of edges) {
    const id = nodeId(edge.toKind, edge.to);
    const known = nodes.get(id);
    if (known && edge.toKind === "service") continue;
    const calls = edges.filter((each) => each.toKind === edge.toKind && each.to === edge.to);
    const total = calls.reduce((sum, each) => sum + each.calls, 0);
    const errors = calls.reduce((sum, each) => sum + each.errors, 0);
    nodes.set(id, {
      id,
      name: edge.to,
      kind: edge.toKind,
      ratePerSecond: calls.reduce((sum, each) => sum + each.ratePerSecond, 0),
      errorRatio: total === 0 ? null : errors / total,
      p95Ms: Math.max(...calls.map((each) => each.p95Ms ?? 0)),
    });
  }
  // The ends of edges are ids of nodes.
  const linked = edges.map((edge) => ({
    ...edge,
    from: nodeId("service", edge.from),
    to: nodeId(edge.toKind, edge.to),
  }));
  return { nodes: [...nodes.values()], edges: linked, sampledOneIn };
}

/** A service's id is its name; what else is called has its kind before it, so that a queue `orders` is no service. */
export function nodeId(kind: string, name: string): string {
  return kind === "service" ? name : `${kind}:${name}`;
}
