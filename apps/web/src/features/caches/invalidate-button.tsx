"use client";

import { Modal, MultiSelect, TextInput } from "@mantine/core";
import type { CacheInvalidated, CacheItem } from "@plimsoll/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import { DialogForm } from "../../components/dialog-form.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { formatAbsolute, formatDuration, formatRate } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import styles from "./caches.module.css";

type InvalidatedCache = Pick<CacheItem, "service" | "namespace" | "readsPerSecond" | "missMs">;

/** Has the app forget a tag or all of a namespace; says before what that does, and after who did it. */
export function InvalidateButton({ cache }: { cache: InvalidatedCache }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <ActionButton needs="admin" variant="default" onClick={() => setOpened(true)}>
        Invalidate
      </ActionButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`Invalidate ${cache.namespace}`}>
        <InvalidateForm cache={cache} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function InvalidateForm({ cache, onClose }: { cache: InvalidatedCache; onClose: () => void }) {
  const { service, namespace } = cache;
  const trpc = useTRPC();
  const [tag, setTag] = useState("");
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState<string[]>([]);
  const invalidate = useMutation(trpc.caches.invalidate.mutationOptions());
  const named = tag.trim();
  const send = () =>
    invalidate.mutate({ service, namespace, endpoints: asked, ...(named === "" ? {} : { tag: named }) });
  return (
    <DialogForm
      action={named === "" ? `Invalidate all of ${namespace}` : "Invalidate the tag"}
      color="red"
      pending={invalidate.isPending}
      incomplete={asked.length === 0 || (named === "" && typed !== namespace)}
      error={invalidate.error}
      onSubmit={send}
      onCancel={onClose}
    >
      <Consequence cache={cache} tag={named} />
      <TextInput
        label="Tag"
        description="Empty: every value of the namespace"
        value={tag}
        onChange={(event) => setTag(event.currentTarget.value)}
        maxLength={256}
        autoComplete="off"
        data-autofocus
      />
      <Endpoints asked={asked} onAsk={setAsked} />
      {named === "" && (
        <TextInput
          label={`Type ${namespace} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      {invalidate.data && <Answers answers={invalidate.data.answers} />}
    </DialogForm>
  );
}

/** Which of the app's addresses to ask. */
function Endpoints({ asked, onAsk }: { asked: string[]; onAsk: (ids: string[]) => void }) {
  const trpc = useTRPC();
  const endpoints = useQuery(trpc.jobEndpoints.list.queryOptions());
  return (
    <>
      <MultiSelect
        label="Ask"
        description="One process is enough where the app's processes share a bus"
        data={
          endpoints.data?.items.map(({ id, name, target }) => ({ value: id, label: `${name} · ${target.origin}` })) ??
          []
        }
        value={asked}
        onChange={onAsk}
        searchable
        nothingFoundMessage="No endpoint has this name"
      />
      {endpoints.data?.items.length === 0 && (
        <p className={styles.plain}>
          The app has to listen: register its address as an endpoint under{" "}
          <ConsoleLink href="/settings/targets">Settings, Targets</ConsoleLink>, and let it check requests with{" "}
          <code>verifyInvalidation</code>.
        </p>
      )}
    </>
  );
}

/** What will happen, in words: a cache that forgets is asked for everything anew. */
function Consequence({ cache, tag }: { cache: InvalidatedCache; tag: string }) {
  const { service, namespace, readsPerSecond, missMs } = cache;
  const what = tag === "" ? `Every value of ${namespace}` : `Every value of ${namespace} with the tag ${tag}`;
  return (
    <p className={styles.plain}>
      {what} in {service} counts as absent at once, and is made anew when it is next asked for. It is read{" "}
      {formatRate(readsPerSecond)}, and making a value takes {formatDuration(missMs)}. This is recorded.
    </p>
  );
}

function Answers({ answers }: CacheInvalidated) {
  return (
    <div role="status">
      <ul className={styles.answers} aria-label="What they answered">
        {answers.map(({ endpoint, origin, error, at, durationMs }) => (
          <li key={endpoint}>
            <StatusBadge tone={error === null ? "ok" : "error"}>
              {error === null ? "Invalidated" : "Failed"}
            </StatusBadge>{" "}
            {endpoint} · {origin}, {formatAbsolute(at)}, after {formatDuration(durationMs)}
            {error !== null && <div className={styles.quietWrapped}>{error}</div>}
          </li>
        ))}
      </ul>
    </div>
  );
}
