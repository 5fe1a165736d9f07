import { IconChevronRight } from "@tabler/icons-react";
import { ConsoleLink } from "./console-link.tsx";
import styles from "./trail.module.css";

/** The way from the area down to the page, each step a link. */
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
