"use client";

import { Modal, NumberInput, TextInput } from "@mantine/core";
import type { LoadTestDetail } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { TableSkeleton } from "../../../components/states.tsx";
import { QueryContent } from "../../../components/tile.tsx";
import { plural } from "../../../lib/format.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useLastValue } from "../../../lib/use-last-value.ts";
import type { PlannedLoad } from "../model/planned-load.ts";
import { plannedWords } from "../model/planned-words.ts";
import { TargetState } from "../target-state.tsx";
import { Refusals } from "./refusals.tsx";
import styles from "./start.module.css";
import { useStart } from "./use-start.ts";

interface StartDialogProps {
  /** The test to start; null while none is. */
  testId: string | null;
  onClose: () => void;
}

/** Says what will be sent where, and starts it. */
export function StartDialog({ testId, onClose }: StartDialogProps) {
  // The one that was open last stays while the dialog fades out.
  const shownId = useLastValue(testId);
  return (
    <Modal opened={testId !== null} onClose={onClose} title="Start a run" size={560}>
      {shownId !== null && <StartContent key={shownId} testId={shownId} onClose={onClose} />}
    </Modal>
  );
}

function StartContent({ testId, onClose }: { testId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const test = useQuery({ ...trpc.loadTests.get.queryOptions({ id: testId }), staleTime: 0 });
  return (
    <QueryContent query={test} what="The test" skeleton={<TableSkeleton rows={4} />}>
      {(loaded) => <StartForm test={loaded} onClose={onClose} />}
    </QueryContent>
  );
}

function StartForm({ test, onClose }: { test: LoadTestDetail; onClose: () => void }) {
  const { plan, refusals, start, running } = useStart(test);
  const [workers, setWorkers] = useState(1);
  const [build, setBuild] = useState("");
  const most = Math.max(1, running ?? 1);
  const begin = () =>
    start.mutate({
      id: test.id,
      workers: Math.min(workers, most),
      ...(build.trim() !== "" && { build: build.trim() }),
    });
  return (
    <DialogForm
      action="Start"
      pending={start.isPending}
      incomplete={refusals.length > 0 || running === 0}
      error={start.error}
      onSubmit={begin}
      onCancel={onClose}
    >
      <WhatIsSent test={test} plan={plan} />
      <Refusals refusals={refusals} />
      <div className={styles.pair}>
        <NumberInput
          label="Workers"
          description={
            running === undefined ? "to split the load over" : `${plural(running, "process", "processes")} running`
          }
          error={running === 0 ? "No worker is running that could send anything" : null}
          min={1}
          max={most}
          clampBehavior="strict"
          allowDecimal={false}
          value={Math.min(workers, most)}
          onChange={(value) => typeof value === "number" && setWorkers(value)}
        />
        <TextInput
          label="Build"
          description={test.service ? "empty: what its telemetry says" : "a version or commit, for comparisons"}
          placeholder="v1.4.2"
          maxLength={120}
          autoComplete="off"
          value={build}
          onChange={(event) => setBuild(event.currentTarget.value)}
        />
      </div>
    </DialogForm>
  );
}

function WhatIsSent({ test, plan }: { test: LoadTestDetail; plan: PlannedLoad }) {
  const { name, targets, script } = test;
  return (
    <dl className={styles.facts}>
      <dt>Test</dt>
      <dd>
        <strong>{name}</strong>
      </dd>
      <dt>Sends</dt>
      <dd>{plannedWords(plan)}</dd>
      <dt>To</dt>
      <dd>
        {targets.length === 0
          ? "no host that is known beforehand"
          : targets.map((target) => <TargetState key={target.origin} target={target} />)}
      </dd>
      <dt>Must hold</dt>
      <dd className="mono">{script.thresholds.length === 0 ? "nothing" : script.thresholds.join(" · ")}</dd>
    </dl>
  );
}
