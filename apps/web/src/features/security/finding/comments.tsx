"use client";

import { Textarea } from "@mantine/core";
import type { FindingComment } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { FormError } from "../../../components/form-error.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { useRefreshFindings } from "../findings/use-refresh-findings.ts";
import styles from "./finding.module.css";

interface CommentsProps {
  findingId: string;
  comments: readonly FindingComment[];
}

/** What people said about a finding, and a place to say more. */
export function Comments({ findingId, comments }: CommentsProps) {
  return (
    <>
      {comments.length > 0 && (
        <ul className={styles.comments} aria-label="Comments">
          {comments.map(({ id, actor, at, text }) => (
            <li key={id}>
              <strong>{actor}</strong>{" "}
              <span className={styles.by}>
                <RelativeTime at={at} />
              </span>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      )}
      <WriteComment findingId={findingId} />
    </>
  );
}

function WriteComment({ findingId }: { findingId: string }) {
  const trpc = useTRPC();
  const refresh = useRefreshFindings();
  const refusal = useRefusal("member");
  const [text, setText] = useState("");
  const send = useMutation(
    trpc.findings.comment.mutationOptions({
      onSuccess: async () => {
        setText("");
        await refresh();
      },
    }),
  );
  const submit = () => text.trim() !== "" && !send.isPending && send.mutate({ id: findingId, text: text.trim() });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <div className={styles.write}>
      <Textarea
        aria-label="Comment"
        placeholder="What you found out, where it is being fixed"
        autosize
        minRows={2}
        maxRows={12}
        maxLength={10_000}
        readOnly={refusal !== null}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <FormError message={send.error ? describeError(send.error).message : null} />
      <ActionButton
        needs="member"
        variant="default"
        loading={send.isPending}
        blocked={text.trim() === "" ? "Write something first" : null}
        onClick={submit}
      >
        Comment
      </ActionButton>
    </div>
  );
}
