import { EndpointsTile } from "./endpoints-tile.tsx";
import styles from "./job-settings.module.css";
import { ReceiveSample } from "./receive-sample.tsx";
import { TargetsTile } from "./targets-tile.tsx";

/** Where requests may go: hosts, the endpoints on them, and how an app answers. */
export function TargetsPage() {
  return (
    <div className={styles.page}>
      <TargetsTile />
      <EndpointsTile />
      <ReceiveSample />
    </div>
  );
}
