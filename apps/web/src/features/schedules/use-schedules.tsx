"use client";

import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { jobHref } from "../../lib/job-links.ts";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { type ListedSchedule, sourceOf } from "./listed-schedule.ts";

const REFRESH_MS = 5000;
const failed = (title: string) => (error: unknown) =>
  notifications.show({ color: "red", title, message: describeError(error).message });

function showRun(item: ListedSchedule, jobId: string): void {
  notifications.show({
    title: `${item.name} runs now`,
    message: <Link href={jobHref(sourceOf(item), item.queue, jobId)}>Its job is on {item.queue}</Link>,
  });
}

/** The schedules, kept fresh while the page follows the clock, and what can be done to one with a click. */
export function useSchedules() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { live } = useTimeRange();
  const list = useQuery({ ...trpc.schedules.list.queryOptions(), refetchInterval: live ? REFRESH_MS : false });
  const refresh = () => queryClient.invalidateQueries(trpc.schedules.list.queryFilter());
  const run = useMutation(
    trpc.schedules.runNow.mutationOptions({ onSuccess: refresh, onError: failed("The schedule was not run") }),
  );
  const pause = useMutation(
    trpc.schedules.pause.mutationOptions({ onSuccess: refresh, onError: failed("The schedule was not paused") }),
  );
  const resume = useMutation(
    trpc.schedules.resume.mutationOptions({ onSuccess: refresh, onError: failed("The schedule was not resumed") }),
  );
  const remove = useMutation(trpc.schedules.remove.mutationOptions({ onSuccess: refresh }));
  return {
    list,
    refresh,
    remove,
    busyId: run.isPending ? run.variables.id : undefined,
    runNow: (item: ListedSchedule) => run.mutate({ id: item.id }, { onSuccess: ({ jobId }) => showRun(item, jobId) }),
    togglePause: (item: ListedSchedule) => (item.paused ? resume : pause).mutate({ id: item.id }),
  };
}
