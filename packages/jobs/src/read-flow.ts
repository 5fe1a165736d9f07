import type { JobNode } from "@plimsoll/core";
import type { IQueueBackend } from "bullmq";
import type { JobBackend } from "./job-backend.ts";
import { toJobState } from "./read-job.ts";

const MOST_JOBS = 500;
const DEEPEST = 50;

interface Reference {
  queue: string;
  id: string;
}

async function parentOf(ops: IQueueBackend, id: string): Promise<Reference | null> {
  const json = await ops.getJobData(id);
  if (!json?.parentKey) return null;
  const { queueName, id: parentId } = ops.parseNodeKey(json.parentKey);
  return { queue: queueName, id: parentId };
}

async function childrenOf(ops: IQueueBackend, id: string): Promise<Reference[]> {
  const page = { count: MOST_JOBS };
  const found = await ops.getDependencies(id, { processed: page, unprocessed: page, failed: page, ignored: page });
  const keys = [
    ...Object.keys(found.processed ?? {}),
    ...(found.unprocessed ?? []),
    ...(found.failed ?? []),
    ...Object.keys(found.ignored ?? {}),
  ];
  return [...new Set(keys)].map((key) => {
    const { queueName, id: childId } = ops.parseNodeKey(key);
    return { queue: queueName, id: childId };
  });
}

/** See JobStore.flow. Children that were removed since are shown as `unknown`. */
export async function readFlow(backend: JobBackend, queue: string, id: string): Promise<JobNode | null> {
  let root: Reference = { queue, id };
  for (let depth = 0; depth < DEEPEST; depth++) {
    const parent = await parentOf(await backend.ops(root.queue), root.id);
    if (!parent) break;
    root = parent;
  }
  let left = MOST_JOBS;
  const readNode = async (reference: Reference, depth: number): Promise<JobNode> => {
    const ops = await backend.ops(reference.queue);
    const [json, state] = await Promise.all([ops.getJobData(reference.id), ops.getState(reference.id)]);
    const children = json && depth < DEEPEST ? (await childrenOf(ops, reference.id)).slice(0, Math.max(0, left)) : [];
    left -= children.length;
    return {
      ...reference,
      name: json?.name ?? "",
      state: toJobState(state) ?? "unknown",
      children: await Promise.all(children.map((child) => readNode(child, depth + 1))),
    };
  };
  const tree = await readNode(root, 0);
  const alone = tree.children.length === 0 && root.id === id && root.queue === queue;
  return alone || tree.name === "" ? null : tree;
}
