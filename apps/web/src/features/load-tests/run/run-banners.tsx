import type { LoadRunView } from "@plimsoll/core";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { runBanners } from "./model/run-notes.ts";
import styles from "./run.module.css";

/** What a reader has to know before trusting the figures, above them on every tab. */
export function RunBanners({ view }: { view: LoadRunView }) {
  const banners = runBanners(view);
  if (banners.length === 0) return null;
  return (
    <div className={styles.banners} role="status" aria-label="About these figures">
      {banners.map(({ tone, title, text, details }) => (
        <section key={title} className={styles.banner} data-tone={tone}>
          <h2>
            <StatusBadge plain tone={tone}>
              {title}
            </StatusBadge>
          </h2>
          {text && <p>{text}</p>}
          {details.length > 0 && (
            <ul>
              {details.map((detail) => (
                <li key={detail}>{detail}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
}
