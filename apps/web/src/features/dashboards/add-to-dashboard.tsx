"use client";

import { Modal, Select, TextInput } from "@mantine/core";
import { DASHBOARD_COLUMNS, type DashboardTile } from "@plimsoll/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { DialogForm } from "../../components/dialog-form.tsx";
import { formText } from "../../lib/form-text.ts";
import { useTRPC, useTRPCClient } from "../../lib/trpc.tsx";
import { useConsoleHref } from "../../lib/use-time-range.tsx";
import { type Question, questionTitle } from "../metrics/model/question.ts";
import { dashboardHref } from "./dashboard-columns.tsx";
import { flow, freshId, inReadingOrder } from "./model/layout.ts";

const NEW = "new";

interface AddToDashboardProps {
  question: Question;
  onClose: () => void;
}

/** Asks on which dashboard a chart is to be kept, and puts it there as its last tile. */
export function AddToDashboard({ question, onClose }: AddToDashboardProps) {
  const trpc = useTRPC();
  const dashboards = useQuery(trpc.dashboards.list.queryOptions({}));
  const [chosen, setChosen] = useState<string | null>(null);
  const add = useAdd(question, onClose);
  const first = dashboards.data?.[0]?.id ?? NEW;
  const target = chosen ?? first;
  const submit = (form: FormData) =>
    add.mutate({ target, name: formText(form, "name").trim(), title: formText(form, "title").trim() });
  return (
    <Modal opened onClose={onClose} title="Put on a dashboard">
      <DialogForm
        action="Put there"
        pending={add.isPending}
        incomplete={dashboards.data === undefined}
        error={add.error ?? dashboards.error}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Select
          label="Dashboard"
          data={[
            ...(dashboards.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW, label: "A new one" },
          ]}
          value={dashboards.data ? target : null}
          searchable
          allowDeselect={false}
          onChange={setChosen}
        />
        <Names isNew={target === NEW} title={questionTitle(question)} />
      </DialogForm>
    </Modal>
  );
}

function Names({ isNew, title }: { isNew: boolean; title: string }) {
  return (
    <>
      {isNew && (
        <TextInput name="name" label="Its name" required withAsterisk={false} maxLength={120} autoComplete="off" />
      )}
      <TextInput name="title" label="Title of the tile" placeholder={title} maxLength={120} autoComplete="off" />
    </>
  );
}

interface Added {
  target: string;
  name: string;
  title: string;
}

function useAdd(question: Question, onDone: () => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const to = useConsoleHref();
  return useMutation({
    mutationFn: async ({ target, name, title }: Added) => {
      if (target === NEW) {
        const { id } = await client.dashboards.create.mutate({ name, tiles: [tileOf(question, title, [])] });
        return { id, name };
      }
      const { id, updatedAt, description, variables, ...stored } = await client.dashboards.get.query({ id: target });
      const tiles = inReadingOrder(stored.tiles);
      const next = flow([...tiles, tileOf(question, title, tiles)]);
      await client.dashboards.update.mutate({
        id,
        updatedAt,
        name: stored.name,
        description,
        variables,
        tiles: next,
      });
      return { id, name: stored.name };
    },
    onSuccess: async ({ id, name }) => {
      await queryClient.invalidateQueries(trpc.dashboards.pathFilter());
      onDone();
      notifications.show({
        title: `It is on ${name}`,
        message: (
          <Link href={to(dashboardHref(id))} prefetch={false}>
            Open the dashboard
          </Link>
        ),
      });
    },
  });
}

function tileOf({ metric, aggregation, groupBy, where }: Question, title: string, tiles: readonly DashboardTile[]) {
  const conditions = where.filter(({ values }) => values.some((value) => value !== ""));
  return {
    id: freshId(tiles),
    title,
    kind: "line" as const,
    x: 0,
    y: 0,
    width: DASHBOARD_COLUMNS / 2,
    height: 4,
    queries: [{ metric, aggregation, groupBy, where: conditions, label: "" }],
    text: "",
  };
}
