"use client";

import { Autocomplete, Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ChangeEvent, useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { formatBytes, plural } from "../../../lib/format.ts";
import { scanHref } from "../../../lib/security-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { pathInCodeBase, totalBytes, type UploadFile, uploadError } from "../model/upload.ts";
import styles from "./start.module.css";

interface UploadDialogProps {
  opened: boolean;
  /** The code base that the files are of, where it is known. */
  name?: string;
  onClose: () => void;
}

/** Sends lock files, SBOMs and other text of a code base to be checked, and leads to the scan. */
export function UploadDialog({ opened, name, onClose }: UploadDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Upload files of a code base" size={560}>
      <UploadForm name={name ?? ""} isNamed={name !== undefined} onClose={onClose} />
    </Modal>
  );
}

type ChosenFile = UploadFile & { file: File };

function UploadForm({ name, isNamed, onClose }: { name: string; isNamed: boolean; onClose: () => void }) {
  const [codeBase, setCodeBase] = useState(name);
  const [build, setBuild] = useState("");
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const upload = useUpload(onClose);
  const refusal = uploadError(files);
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.currentTarget.files ?? [])].flatMap((file): ChosenFile[] => {
      const path = pathInCodeBase(file);
      return path === null ? [] : [{ path, sizeBytes: file.size, file }];
    });
    setFiles(chosen);
  };
  return (
    <DialogForm
      action="Upload and scan"
      pending={upload.isPending}
      incomplete={codeBase.trim() === "" || files.length === 0 || refusal !== null}
      error={upload.error}
      onSubmit={() => upload.mutate({ name: codeBase.trim(), build: build.trim(), files })}
      onCancel={onClose}
    >
      {!isNamed && <CodeBaseField value={codeBase} onChange={setCodeBase} />}
      <FileFields files={files} refusal={refusal} onChoose={choose} />
      <TextInput
        label="Build"
        description="A version or commit, to tell scans apart; may be empty"
        maxLength={120}
        autoComplete="off"
        value={build}
        onChange={(event) => setBuild(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

function useUpload(onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  const upload = useMutation(trpc.scans.upload.mutationOptions());
  return useMutation({
    mutationFn: async ({ name, build, files }: { name: string; build: string; files: readonly ChosenFile[] }) => {
      const texts = await Promise.all(files.map(async ({ path, file }) => ({ path, text: await file.text() })));
      return upload.mutateAsync({ name, files: texts, ...(build !== "" && { build }) });
    },
    onSuccess: async ({ id }) => {
      onDone();
      router.push(to(scanHref(id)));
      await queryClient.invalidateQueries(trpc.scans.pathFilter());
    },
  });
}

function CodeBaseField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const trpc = useTRPC();
  const targets = useQuery({ ...trpc.scans.targets.queryOptions(), staleTime: 60_000 });
  const known = (targets.data?.items ?? []).filter(({ kind }) => kind === "files").map((target) => target.name);
  return (
    <Autocomplete
      label="Code base"
      description="One that is known, or a new name"
      placeholder="shop-api"
      data={known}
      maxLength={80}
      value={value}
      onChange={onChange}
      openOnFocus={false}
      data-autofocus
    />
  );
}

interface FileFieldsProps {
  files: readonly UploadFile[];
  refusal: string | null;
  onChoose: (event: ChangeEvent<HTMLInputElement>) => void;
}

const FILES_SHOWN = 5;

function FileFields({ files, refusal, onChoose }: FileFieldsProps) {
  return (
    <div className={styles.files}>
      <p className="muted">
        Lock files of npm, pnpm, Yarn, pip, Poetry, uv, Maven, Gradle, Go and Cargo and CycloneDX documents are checked
        for known holes and licences; all text for secrets.
      </p>
      <div className={styles.choose}>
        <FileButton label="Choose files" onChoose={onChoose} />
        <FileButton label="Choose a folder" folder onChoose={onChoose} />
      </div>
      {files.length > 0 && (
        <div aria-live="polite">
          <p>
            {plural(files.length, "file")}, {formatBytes(totalBytes(files))}
          </p>
          <ul className="mono">
            {files.slice(0, FILES_SHOWN).map(({ path }) => (
              <li key={path}>{path}</li>
            ))}
            {files.length > FILES_SHOWN && <li>and {files.length - FILES_SHOWN} more</li>}
          </ul>
        </div>
      )}
      {refusal !== null && (
        <p role="alert" className={styles.refusal}>
          {refusal}
        </p>
      )}
    </div>
  );
}

interface FileButtonProps {
  label: string;
  folder?: boolean;
  onChoose: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** A button that is the label of its file field: the browser's own does not speak the console's language. */
function FileButton({ label, folder = false, onChoose }: FileButtonProps) {
  const [field, setField] = useState<HTMLInputElement | null>(null);
  return (
    <>
      <Button variant="default" onClick={() => field?.click()}>
        {label}
      </Button>
      <input
        ref={setField}
        type="file"
        multiple
        hidden
        aria-label={label}
        {...(folder && { webkitdirectory: "" })}
        onChange={onChoose}
      />
    </>
  );
}
