"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { Trail } from "../../../components/trail.tsx";
import { LOAD_TESTS_HREF, loadTestHref } from "../../../lib/load-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { TestEditor } from "./test-editor.tsx";
import { draftOfTest, emptyTest, type TestDraft } from "./use-editor.ts";

/** A new load test, from scratch or as a copy of another (`?copy=ID`). */
export function NewTestPage() {
  const [params] = useUrlParams();
  const copyId = params.get("copy");
  return (
    <>
      <Trail steps={[{ href: LOAD_TESTS_HREF, label: "Load tests" }]} />
      {copyId ? <CopiedTest id={copyId} /> : <Blank />}
    </>
  );
}

function Blank() {
  const [initial] = useState<TestDraft>(emptyTest);
  return <TestEditor title="New load test" id={null} initial={initial} backHref={LOAD_TESTS_HREF} />;
}

function CopiedTest({ id }: { id: string }) {
  const trpc = useTRPC();
  const test = useQuery({ ...trpc.loadTests.get.queryOptions({ id }), staleTime: Number.POSITIVE_INFINITY });
  if (test.data) return <Copy initial={draftOfTest(test.data)} id={id} />;
  if (test.error) return <ErrorState error={test.error} what="The load test to copy" onRetry={() => test.refetch()} />;
  return <TableSkeleton />;
}

function Copy({ initial, id }: { initial: TestDraft; id: string }) {
  // The test may change meanwhile; what is written here stays.
  const [begun] = useState<TestDraft>(() => ({ ...initial, name: `${initial.name} (copy)`.slice(0, 120) }));
  return <TestEditor title={`Copy of ${initial.name}`} id={null} initial={begun} backHref={loadTestHref(id)} />;
}
