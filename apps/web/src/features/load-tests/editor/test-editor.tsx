"use client";

import { Alert, SegmentedControl } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { PageHeader } from "../../../components/page-header.tsx";
import { FormError } from "../../../components/form-error.tsx";
import { useLeaveGuard } from "../../../lib/use-leave-guard.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { mergeImport } from "../model/import-format.ts";
import { scriptOfDraft } from "../model/script-of-draft.ts";
import { DryRunDrawer } from "./dry-run-drawer.tsx";
import { EditorActions } from "./editor-actions.tsx";
import { EditorForm } from "./editor-form.tsx";
import styles from "./editor.module.css";
import { ImportDialog } from "./import-dialog.tsx";
import { ImportNotes } from "./import-notes.tsx";
import { IssuesProvider } from "./issues-context.tsx";
import { JsonView } from "./json-view.tsx";
import { type TestDraft, useEditor } from "./use-editor.ts";
import { useEditorKeys } from "./use-editor-keys.ts";
import { useSave } from "./use-save.ts";

interface TestEditorProps {
  title: string;
  /** The test that is changed; null for a new one. */
  id: string | null;
  initial: TestDraft;
  /** Where "Cancel" leads. */
  backHref: string;
}

/** Writes a load test, as a form or as JSON, tries it and saves it. */
export function TestEditor({ title, id, initial, backHref }: TestEditorProps) {
  const editor = useEditor(initial);
  const root = useRef<HTMLDivElement>(null);
  const work = useSave(id, editor, root);
  const [importing, setImporting] = useState(false);
  const [notes, setNotes] = useState<string[] | null>(null);
  const refusal = useRefusal("member");
  const question = useLeaveGuard(editor.unsaved && !work.isSaved, "this load test");
  useEditorKeys(root, work.tryOut, work.save);
  return (
    <IssuesProvider issues={editor.checked.issues} showMissing={work.attempted}>
      <div ref={root}>
        <PageHeader
          title={title}
          actions={<EditorActions work={work} backHref={backHref} onImport={() => setImporting(true)} />}
        />
        {refusal && (
          <Alert color="gray" className={styles.notice ?? ""}>
            You are a viewer: read the script, or change it here to see what comes of it. Members and admins may try and
            save it.
          </Alert>
        )}
        {notes && <ImportNotes notes={notes} onClose={() => setNotes(null)} />}
        <FormError message={work.failure} />
        <EditorViews editor={editor} nameError={work.nameError} />
      </div>
      <ImportDialog
        opened={importing}
        onClose={() => setImporting(false)}
        onImported={(imported) => {
          editor.dropJson();
          editor.setScript(mergeImport(editor.draft.script, imported.script));
          setNotes(imported.notes);
        }}
      />
      <DryRunDrawer {...work.dryRun} />
      {question}
    </IssuesProvider>
  );
}

interface EditorViewsProps {
  editor: ReturnType<typeof useEditor>;
  nameError: string | null;
}

/** The form and the JSON beside each other; the form waits while the JSON is not a script. */
function EditorViews({ editor, nameError }: EditorViewsProps) {
  const [params, update] = useUrlParams();
  const { json, checked, draft } = editor;
  const isBroken = json !== null && !checked.ok;
  const view = isBroken || params.get("view") === "json" ? "json" : "form";
  const written = useMemo(
    () => (view === "json" ? JSON.stringify(scriptOfDraft(draft.script).script, null, 2) : ""),
    [view, draft.script],
  );
  const show = (next: string) => {
    if (next === "form" && json !== null) editor.dropJson();
    update({ view: next === "json" ? "json" : null }, "replace");
  };
  return (
    <>
      <SegmentedControl
        className={styles.views ?? ""}
        aria-label="How the script is shown"
        data={[
          { value: "form", label: "Form", disabled: isBroken },
          { value: "json", label: "JSON" },
        ]}
        value={view}
        onChange={show}
      />
      {view === "json" ? (
        <JsonView
          text={json ?? written}
          issues={checked.issues}
          onDrop={isBroken ? editor.dropJson : null}
          onChange={editor.writeJson}
        />
      ) : (
        <EditorForm editor={editor} nameError={nameError} />
      )}
    </>
  );
}
