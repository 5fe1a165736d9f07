import { Alert } from "@mantine/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Refusal } from "../model/start-check.ts";
import styles from "./start.module.css";

/** Why it cannot be started, each with the page on which that is mended. */
export function Refusals({ refusals }: { refusals: readonly Refusal[] }) {
  if (refusals.length === 0) return null;
  return (
    <Alert color="red" role="alert" title="This cannot be started">
      <ul className={styles.refusals}>
        {refusals.map(({ message, href, link }) => (
          <li key={message}>
            {message} {href && <ConsoleLink href={href}>{link}</ConsoleLink>}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
