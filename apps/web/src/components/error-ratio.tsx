import styles from "./error-ratio.module.css";
import { Percent } from "./values.tsx";

/** How bad a share of errors is, for its colour; the figure says the same. */
function levelOf(ratio: number | null): "none" | "some" | "many" {
  if (!ratio || ratio < 0.001) return "none";
  return ratio < 0.02 ? "some" : "many";
}

/** A share of errors, coloured by how bad it is. */
export function ErrorRatio({ ratio }: { ratio: number | null }) {
  return (
    <span className={styles.ratio} data-level={levelOf(ratio)}>
      <Percent ratio={ratio} />
    </span>
  );
}
