import { Alert } from "@mantine/core";
import styles from "./editor.module.css";

/** What an import could not take over, for whoever goes on from it. */
export function ImportNotes({ notes, onClose }: { notes: readonly string[]; onClose: () => void }) {
  return (
    <Alert
      color="gray"
      className={styles.notice ?? ""}
      title={notes.length > 0 ? "Imported, but for this" : "Imported"}
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
      role="status"
    >
      {notes.length > 0 ? (
        <ul className={styles.notes}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : (
        "Everything was taken over. Look it over, then try a dry run."
      )}
    </Alert>
  );
}
