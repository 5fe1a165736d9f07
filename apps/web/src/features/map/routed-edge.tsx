"use client";

import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { edgePath, type Point } from "./map-layout.ts";

/** An edge along the bends its layout found. */
export function RoutedEdge(props: EdgeProps<Edge<{ bends: readonly Point[] }>>) {
  const { sourceX, sourceY, targetX, targetY, data, id, style, markerEnd, interactionWidth } = props;
  const path = edgePath({ x: sourceX, y: sourceY }, data?.bends ?? [], { x: targetX, y: targetY });
  return (
    <BaseEdge
      id={id}
      path={path}
      {...(style && { style })}
      {...(markerEnd && { markerEnd })}
      interactionWidth={interactionWidth ?? 24}
    />
  );
}
