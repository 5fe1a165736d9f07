"use client";

import type { JobNode } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { jobHref } from "../../../lib/job-links.ts";
import { stateWords } from "../model/job-states.ts";
import styles from "./job.module.css";

interface FlowTreeProps {
  root: JobNode;
  source: string;
  /** Id of the job whose page this is. */
  here: string;
}

/** The flow that a job is part of, parents above the children they wait for. */
export function FlowTree({ root, source, here }: FlowTreeProps) {
  return (
    <ul className={styles.flow}>
      <FlowNode node={root} source={source} here={here} />
    </ul>
  );
}

function FlowNode({ node, source, here }: Omit<FlowTreeProps, "root"> & { node: JobNode }) {
  const { tone, label } = stateWords(node.state);
  const isHere = node.id === here;
  return (
    <li>
      <div className={styles.node} data-here={isHere || undefined}>
        {isHere ? (
          <span className="truncate" aria-current="true">
            {node.name}
          </span>
        ) : (
          <ConsoleLink href={jobHref(source, node.queue, node.id)} className="truncate">
            {node.name}
          </ConsoleLink>
        )}
        <span className="muted truncate">{node.queue}</span>
        <StatusBadge tone={tone} plain>
          {label.toLowerCase()}
        </StatusBadge>
      </div>
      {node.children.length > 0 && (
        <ul>
          {node.children.map((child) => (
            <FlowNode key={`${child.queue}/${child.id}`} node={child} source={source} here={here} />
          ))}
        </ul>
      )}
    </li>
  );
}
