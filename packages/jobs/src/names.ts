/** Who a queue works for: the apps of the projects, or Plimsoll itself. */
export type QueueKind = "apps" | "platform";

/** Plimsoll's own queue; platform jobs that name no other run here. */
export const INSTANCE_QUEUE = "instance";

/** Name under which an app's queue is stored. Neither part may hold a dot. */
export function appQueueName(projectId: string, queue: string): string {
  return `${projectId}.${queue}`;
}

/** The project and the queue's own name of a stored name, or null when it is no app's queue. */
export function parseAppQueueName(name: string): { projectId: string; queue: string } | null {
  const dot = name.indexOf(".");
  return dot > 0 && dot < name.length - 1 ? { projectId: name.slice(0, dot), queue: name.slice(dot + 1) } : null;
}
