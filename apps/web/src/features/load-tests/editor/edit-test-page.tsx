"use client";

import { useDocumentTitle } from "@mantine/hooks";
import type { LoadTestDetail } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { Trail } from "../../../components/trail.tsx";
import { LOAD_TESTS_HREF, loadTestHref } from "../../../lib/load-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { TestEditor } from "./test-editor.tsx";
import { draftOfTest } from "./use-editor.ts";

/** Changes a saved load test. */
export function EditTestPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const test = useQuery({ ...trpc.loadTests.get.queryOptions({ id }), staleTime: 0 });
  const name = test.data?.name ?? "Load test";
  useDocumentTitle(`Edit ${name} · Load tests · Plimsoll`);
  return (
    <>
      <Trail
        steps={[
          { href: LOAD_TESTS_HREF, label: "Load tests" },
          { href: loadTestHref(id), label: name },
        ]}
      />
      {/* What was loaded before may be older than what is saved: the editor begins with what comes now. */}
      {test.data && test.isFetchedAfterMount ? (
        <LoadedEditor test={test.data} />
      ) : test.error ? (
        <ErrorState error={test.error} what="The load test" onRetry={() => test.refetch()} />
      ) : (
        <TableSkeleton />
      )}
    </>
  );
}

function LoadedEditor({ test }: { test: LoadTestDetail }) {
  // The test may change meanwhile; what is written here stays.
  const [begun] = useState(() => draftOfTest(test));
  return <TestEditor title={`Edit ${test.name}`} id={test.id} initial={begun} backHref={loadTestHref(test.id)} />;
}
