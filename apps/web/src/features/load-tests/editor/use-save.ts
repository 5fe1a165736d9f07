"use client";

import type { LoadScript } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useState } from "react";
import { loadTestHref } from "../../../lib/load-links.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import type { Editor } from "./use-editor.ts";

/** Saving and trying out: both want a script that can run, and lead to the first field that stands against it. */
export function useSave(id: string | null, editor: Editor, root: RefObject<HTMLElement | null>) {
  const [attempted, setAttempted] = useState(false);
  const [opened, setOpened] = useState(false);
  const showFirstWrong = useFirstWrong(root);
  const refusal = useRefusal("member");
  const { write, isPending, isSuccess, error } = useWrite(id);
  const trpc = useTRPC();
  const attempt = useMutation(trpc.loadTests.dryRun.mutationOptions());
  const { name, description, service } = editor.draft;
  const needsName = attempted && name.trim() === "";

  const withScript = (then: (script: LoadScript) => void, alsoName: boolean) => {
    if (refusal !== null) return;
    const { script } = editor.checkNow();
    setAttempted(true);
    if (script && !(alsoName && name.trim() === "")) then(script);
    else showFirstWrong();
  };
  const save = () =>
    withScript(
      (script) =>
        write({ name: name.trim(), description: description.trim(), service: service.trim() || null, script }),
      true,
    );
  const tryOut = () =>
    withScript((script) => {
      setOpened(true);
      attempt.mutate({ script });
    }, false);
  return {
    save,
    tryOut,
    attempted,
    isSaving: isPending,
    isSaved: isSuccess,
    nameError: needsName ? "Needed" : null,
    failure: error ? describeError(error).message : null,
    dryRun: {
      opened,
      pending: attempt.isPending,
      result: attempt.data,
      error: attempt.error,
      onAgain: tryOut,
      onClose: () => setOpened(false),
    },
  };
}

export type EditorWork = ReturnType<typeof useSave>;

/** Leads to the first field that is wrong, once the page shows that it is. */
function useFirstWrong(root: RefObject<HTMLElement | null>): () => void {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (asked === 0) return;
    const field = root.current?.querySelector<HTMLElement>(":is(input, textarea, select)[aria-invalid=true]");
    field?.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  }, [asked, root]);
  return () => setAsked((count) => count + 1);
}

interface WrittenTest {
  name: string;
  description: string;
  service: string | null;
  script: LoadScript;
}

/** Creates a test or changes one, then shows it. */
function useWrite(id: string | null) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  const onSuccess = async (saved: { id: string }) => {
    router.push(to(loadTestHref(saved.id)));
    await queryClient.invalidateQueries(trpc.loadTests.pathFilter());
  };
  const create = useMutation(trpc.loadTests.create.mutationOptions({ onSuccess }));
  const update = useMutation(trpc.loadTests.update.mutationOptions({ onSuccess }));
  const write = (test: WrittenTest) => {
    if (id === null) create.mutate(test);
    else update.mutate({ id, ...test });
  };
  const { isPending, isSuccess, error } = id === null ? create : update;
  return { write, isPending, isSuccess, error };
}
