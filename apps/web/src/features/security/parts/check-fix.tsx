"use client";

import { SegmentedControl } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import type { CheckInfo } from "@plimsoll/core";
import { CodeBlock } from "../../../components/code-block.tsx";
import styles from "./parts.module.css";

/** What to do about what a check found and, for common servers, how; the server that was chosen last stays chosen. */
export function CheckFix({ fix }: { fix: CheckInfo["fix"] }) {
  const [server, setServer] = useLocalStorage({ key: "plimsoll.security.server", defaultValue: "" });
  const shown = fix.snippets.find((snippet) => snippet.server === server) ?? fix.snippets[0];
  return (
    <div className={styles.stack}>
      <p className={styles.text}>{fix.text}</p>
      {shown && (
        <div className={styles.snippet}>
          {fix.snippets.length > 1 && (
            <SegmentedControl
              aria-label="Server"
              data={fix.snippets.map((snippet) => snippet.server)}
              value={shown.server}
              onChange={setServer}
              w="fit-content"
              maw="100%"
            />
          )}
          <CodeBlock label={`fix for ${shown.server}`} text={shown.code} />
        </div>
      )}
    </div>
  );
}
