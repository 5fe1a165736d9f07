"use client";

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { StackTraceBlock } from "../../traces/trace/stack-trace-block.tsx";
import type { JobView } from "../model/job-view.ts";
import styles from "./job.module.css";

/** Jobs of apps leave a message alone: they fail for what their endpoint answered. */
const hasFrames = (stack: string) => /\n\s+at /.test(stack);

/** Why the last attempt failed, with the stack of each that left one. */
export function JobError({ job }: { job: JobView }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const { error } = job;
  const stack = job.stack.filter(hasFrames);
  const at = Math.min(chosen ?? stack.length - 1, stack.length - 1);
  return (
    <>
      {error !== null && <p className={styles.errorText}>{error}</p>}
      {stack.length > 1 && (
        <SegmentedControl
          mt={8}
          aria-label="Stack of which failure"
          data={stack.map((_, index) => ({ value: String(index), label: `Failure ${index + 1}` }))}
          value={String(at)}
          onChange={(value) => setChosen(Number(value))}
        />
      )}
      {stack.length > 0 && <StackTraceBlock key={at} text={stack[at] ?? ""} />}
    </>
  );
}
