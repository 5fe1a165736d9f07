"use client";

import { ActionIcon, Progress, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { BulkOperation, QueueRef } from "@plimsoll/core";
import { IconX } from "@tabler/icons-react";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { StatusBadge, type StatusTone } from "../../../components/status-badge.tsx";
import { useAsleep } from "../../../lib/use-asleep.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useResubscribe } from "../../../lib/use-resubscribe.ts";
import { ACTION_WORDS, isOver, progressWords, shareOf } from "../model/bulk-words.ts";
import { describeFilter } from "../model/job-query.ts";
import { stateWords } from "../model/job-states.ts";
import { useSecond } from "../use-second.ts";
import styles from "./queue.module.css";

/** One that ended stays in sight for so long, so that a reload does not hide how it went. */
const SHOWN_AFTER_MS = 600_000;
const KEPT_DISMISSED = 50;

const STATES: Record<BulkOperation["state"], { tone: StatusTone; word: string }> = {
  queued: { tone: "unknown", word: "queued" },
  running: { tone: "info", word: "running" },
  completed: { tone: "ok", word: "done" },
  cancelled: { tone: "warn", word: "cancelled" },
  failed: { tone: "error", word: "failed" },
};

/** Bulk operations of the queue that run or ended a moment ago, whoever began them. */
export function BulkOperations({ queue }: { queue: QueueRef }) {
  const trpc = useTRPC();
  const list = useQuery({ ...trpc.jobBulk.list.queryOptions(queue), refetchInterval: 15_000 });
  const [dismissed, setDismissed] = useLocalStorage<string[]>({ key: "plimsoll.bulk-seen", defaultValue: [] });
  const [openedMs] = useState(() => Date.now());
  const shown = (list.data?.items ?? []).filter(
    (item) =>
      !dismissed.includes(item.id) && (!item.finishedAt || Date.parse(item.finishedAt) > openedMs - SHOWN_AFTER_MS),
  );
  if (shown.length === 0) return null;
  return (
    <div className={styles.operations}>
      {shown.map((item) => (
        <OperationCard
          key={item.id}
          listed={item}
          onDismiss={() => setDismissed((before) => [item.id, ...before].slice(0, KEPT_DISMISSED))}
        />
      ))}
    </div>
  );
}

/** The operation as it goes on; when it is over, the table and the counts are asked for again. */
function useOperation(listed: BulkOperation): BulkOperation {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // Kept here: the subscription forgets its last value, which says how it went, in the moment it ends.
  const [watched, setWatched] = useState<BulkOperation | null>(null);
  const isAsleep = useAsleep();
  const subscription = useSubscription(
    trpc.jobBulk.watch.subscriptionOptions(isOver(listed) || isAsleep ? skipToken : { id: listed.id }, {
      onData: setWatched,
    }),
  );
  useResubscribe(subscription);
  const operation = isOver(listed) ? listed : (watched ?? listed);
  const ended = !isOver(listed) && isOver(operation);
  useEffect(() => {
    if (!ended) return;
    for (const filter of [
      trpc.jobBulk.list.pathFilter(),
      trpc.jobs.list.pathFilter(),
      trpc.queues.get.pathFilter(),
      trpc.queues.list.pathFilter(),
    ])
      void queryClient.invalidateQueries(filter);
  }, [ended, queryClient, trpc]);
  return operation;
}

function OperationCard({ listed, onDismiss }: { listed: BulkOperation; onDismiss: () => void }) {
  const trpc = useTRPC();
  const operation = useOperation(listed);
  const nowMs = useSecond(!isOver(operation));
  const cancel = useMutation(
    trpc.jobBulk.cancel.mutationOptions({
      onError: (error) =>
        notifications.show({ color: "red", title: "It was not cancelled", message: describeError(error).message }),
    }),
  );
  const over = isOver(operation);
  const { tone, word } = STATES[operation.state];
  const { label, doing } = ACTION_WORDS[operation.action];
  const what = `${stateWords(operation.filter.state).word} jobs ${describeFilter(operation.filter)}`.trim();
  const title = over ? `${label}: ${what}` : `${doing} ${what}`;
  const percent = shareOf(operation) * 100;
  return (
    <section className={styles.operation} aria-label={title} data-testid="bulk-operation">
      <div>
        <p className={styles.operationHead}>
          <strong>{title}</strong>
          <StatusBadge tone={tone}>{word}</StatusBadge>
          <span className="muted">by {operation.createdBy}</span>
        </p>
        <p className="muted">
          {progressWords(operation, nowMs)}
          {operation.error && ` · ${operation.error}`}
        </p>
      </div>
      {over ? (
        <Tooltip label="Put away">
          <ActionIcon aria-label={`Put away: ${title}`} onClick={onDismiss}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <ActionButton
          needs="member"
          variant="default"
          loading={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate({ id: operation.id })}
        >
          Cancel
        </ActionButton>
      )}
      <Progress
        value={percent}
        size={4}
        color={operation.state === "failed" ? "red" : "sea"}
        transitionDuration={150}
        aria-label={title}
      />
    </section>
  );
}
