import { Redis } from "ioredis";
import type { RedisClient } from "./connect.ts";

/**
 * Sends the commands of one turn of the event loop by one system call, in order and with no wait: a busy worker's
 * replies come in groups, and each makes a command. Nothing for a cluster, whose nodes have connections of their own.
 */
export function writeTogether(client: RedisClient): void {
  if (!(client instanceof Redis)) return;
  const send = client.sendCommand.bind(client);
  let corked: Redis["stream"] | undefined;
  client.sendCommand = (command, stream) => {
    if (!corked && client.status === "ready") {
      corked = client.stream;
      corked.cork();
      setImmediate(() => {
        corked?.uncork();
        corked = undefined;
      });
    }
    return send(command, stream);
  };
}
