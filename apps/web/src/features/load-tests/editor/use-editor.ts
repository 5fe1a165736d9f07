"use client";

import type { LoadScript, LoadTestDetail } from "@plimsoll/core";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { draftOfScript } from "../model/draft-of-script.ts";
import { emptyScript, type ScriptDraft } from "../model/draft.ts";
import { checkScript, type CheckedScript } from "../model/issues.ts";
import { readScriptText } from "../model/script-text.ts";
import { scriptOfDraft } from "../model/script-of-draft.ts";

/** A test as it stands in the editor. */
export interface TestDraft {
  name: string;
  description: string;
  service: string;
  script: ScriptDraft;
}

/** What a new test begins with. */
export function emptyTest(): TestDraft {
  return { name: "", description: "", service: "", script: emptyScript() };
}

/** A saved test in the editor. */
export function draftOfTest(test: LoadTestDetail): TestDraft {
  const { name, description, service, script } = test;
  return { name, description, service: service ?? "", script: draftOfScript(script) };
}

function checkDraft(script: ScriptDraft): CheckedScript {
  const written = scriptOfDraft(script);
  return checkScript(written.script, written.issues);
}

/**
 * What is being written, as a form or as JSON: the two are one script. While the JSON is not a script, it is the JSON
 * that counts, and the form waits.
 */
export function useEditor(initial: TestDraft) {
  const [begun, setBegun] = useState(initial);
  const [draft, setDraft] = useState(initial);
  const [json, setJson] = useState<string | null>(null);
  const settled = useDeferredValue(draft.script);
  const fromForm = useMemo(() => checkDraft(settled), [settled]);
  const settledJson = useDeferredValue(json);
  const fromJson = useMemo(() => (settledJson === null ? null : readScriptText(settledJson)), [settledJson]);
  const setScript = useCallback((script: ScriptDraft) => setDraft((before) => ({ ...before, script })), []);
  const patchScript = useCallback(
    (patch: Partial<ScriptDraft>) => setDraft((before) => ({ ...before, script: { ...before.script, ...patch } })),
    [],
  );
  return {
    draft,
    checked: fromJson ?? fromForm,
    /** The script as it is right now, even where the screen is a keystroke behind. */
    checkNow: (): CheckedScript => (json === null ? checkDraft(draft.script) : readScriptText(json)),
    unsaved: draft !== begun || json !== null,
    change: useCallback((patch: Partial<TestDraft>) => setDraft((before) => ({ ...before, ...patch })), []),
    setScript,
    patchScript,
    /** The JSON as it was typed; null while the form counts. */
    json,
    writeJson: (text: string) => {
      setJson(text);
      const { script } = readScriptText(text);
      if (script) setScript(draftOfScript(script));
    },
    /** Back to what the form says. */
    dropJson: () => setJson(null),
    /** Takes over a whole script, such as an imported one. */
    takeScript: (script: LoadScript) => {
      setJson(null);
      setScript(draftOfScript(script));
    },
    markSaved: () => {
      setBegun(draft);
      setJson(null);
    },
  };
}

export type Editor = ReturnType<typeof useEditor>;
