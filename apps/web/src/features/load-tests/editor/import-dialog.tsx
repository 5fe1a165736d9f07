"use client";

import { Alert, Button, FileButton, Group, Modal, SegmentedControl, Stack, Textarea } from "@mantine/core";
import type { LoadImport } from "@plimsoll/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { FormError } from "../../../components/form-error.tsx";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { guessFormat, IMPORT_FORMATS, type ImportFormat } from "../model/import-format.ts";
import styles from "./editor.module.css";

interface ImportDialogProps {
  opened: boolean;
  onClose: () => void;
  onImported: (imported: LoadImport) => void;
}

/** Makes a script of what is there already: a recording of the browser, a curl command, a description of an API. */
export function ImportDialog({ opened, onClose, onImported }: ImportDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import" size={640}>
      <ImportForm onClose={onClose} onImported={onImported} />
    </Modal>
  );
}

function ImportForm({ onClose, onImported }: Omit<ImportDialogProps, "opened">) {
  const trpc = useTRPC();
  const [format, setFormat] = useState<ImportFormat>("har");
  const [text, setText] = useState("");
  const run = useMutation(
    trpc.loadTests.import.mutationOptions({
      onSuccess: (imported) => {
        onImported(imported);
        onClose();
      },
    }),
  );
  const take = (content: string, name = "") => {
    setText(content);
    setFormat(guessFormat(content, name) ?? format);
    run.reset();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") run.mutate({ format, text });
      }}
    >
      <Stack gap={16}>
        <SegmentedControl
          aria-label="Kind of what is imported"
          data={IMPORT_FORMATS.map(({ id, label }) => ({ value: id, label }))}
          value={format}
          onChange={(value) => setFormat(IMPORT_FORMATS.find(({ id }) => id === value)?.id ?? "har")}
        />
        <DropArea format={format} text={text} onText={take} />
        <Alert color="gray">Steps, base URL and data come from the import in place of those in the editor.</Alert>
        <FormError message={run.error ? describeError(run.error).message : null} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={run.isPending} disabled={text.trim() === ""}>
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface DropAreaProps {
  format: ImportFormat;
  text: string;
  onText: (text: string, fileName?: string) => void;
}

/** Takes text by typing, pasting, dropping a file or choosing one. */
function DropArea({ format, text, onText }: DropAreaProps) {
  const [over, setOver] = useState(false);
  const words = IMPORT_FORMATS.find(({ id }) => id === format);
  const read = async (file: File | null | undefined) => {
    if (file) onText(await file.text(), file.name);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={styles.drop}
      data-over={over || undefined}
      role="group"
      aria-label="Text or file to import"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <Textarea
        className={styles.code ?? ""}
        label={words?.prompt}
        placeholder={words?.placeholder}
        rows={10}
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        data-autofocus
      />
      <Group gap={8}>
        <FileButton onChange={read}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconUpload size={16} aria-hidden="true" />}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <span className="muted">or drop it here</span>
      </Group>
    </div>
  );
}
