import { Alert } from "@mantine/core";
import type { LoadRunView } from "@plimsoll/core";
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { type RunBanner, runBanners } from "./model/run-notes.ts";
import styles from "./run.module.css";

const LOOKS: Record<RunBanner["tone"], { color: string; icon: typeof IconInfoCircle }> = {
  error: { color: "red", icon: IconCircleX },
  warn: { color: "yellow", icon: IconAlertTriangle },
  info: { color: "gray", icon: IconInfoCircle },
};

/** What a reader has to know before trusting the figures, above them on every tab. */
export function RunBanners({ view }: { view: LoadRunView }) {
  const banners = runBanners(view);
  if (banners.length === 0) return null;
  return (
    <div className={styles.banners} role="status" aria-label="About these figures">
      {banners.map(({ tone, title, text, details }) => {
        const { color, icon: Icon } = LOOKS[tone];
        return (
          <Alert key={title} color={color} title={title} icon={<Icon size={16} aria-hidden="true" />}>
            {text && <p className={styles.bannerText}>{text}</p>}
            {details.length > 0 && (
              <ul className={styles.bannerDetails}>
                {details.map((detail) => (
                  <li key={detail}>{detail}</li>
                ))}
              </ul>
            )}
          </Alert>
        );
      })}
    </div>
  );
}
