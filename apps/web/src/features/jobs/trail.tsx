import { IconChevronRight } from "@tabler/icons-react";
import { ConsoleLink } from "../../components/console-link.tsx";
import styles from "./jobs.module.css";

/** The way from the queues down to the page, each step a link. */
export function Trail({ steps }: { steps: readonly { href: string; label: string }[] }) {
  return (
    <nav className={styles.trail} aria-label="Where this is">
      <ol>
        {steps.map((step, index) => (
          <li key={step.href}>
            {index > 0 && <IconChevronRight size={12} aria-hidden="true" />}
            <ConsoleLink href={step.href} className="truncate">
              {step.label}
            </ConsoleLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}
