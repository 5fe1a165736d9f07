"use client";

import { serviceColorVar } from "../lib/service-color.ts";
import { ConsoleLink } from "./console-link.tsx";
import styles from "./service-label.module.css";

/** The colour of a service as a small square; the name stands beside it. */
export function ServiceDot({ service }: { service: string }) {
  return <span className={styles.dot} style={{ background: serviceColorVar(service) }} aria-hidden="true" />;
}

/** A service's name with its colour, as a link to its page unless `plain`. */
export function ServiceLabel({ service, plain }: { service: string; plain?: boolean }) {
  return (
    <span className={styles.label}>
      <ServiceDot service={service} />
      {plain ? (
        <span className="truncate">{service}</span>
      ) : (
        <ConsoleLink className="truncate" href={`/services/${encodeURIComponent(service)}`} title={service}>
          {service}
        </ConsoleLink>
      )}
    </span>
  );
}
