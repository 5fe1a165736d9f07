import type { ScanTargetDetail } from "@plimsoll/core";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { formatBytes, plural } from "../../../lib/format.ts";
import styles from "./target.module.css";

/** The files of a code base that are checked, as they were uploaded last. */
export function UploadTile({ query }: { query: TileQuery<ScanTargetDetail> }) {
  return (
    <Tile title="Files" query={query}>
      {({ upload }) => (upload ? <Upload upload={upload} /> : <p className={styles.note}>None were uploaded yet.</p>)}
    </Tile>
  );
}

function Upload({ upload }: { upload: NonNullable<ScanTargetDetail["upload"]> }) {
  return (
    <>
      <p className={styles.note}>
        {plural(upload.paths.length, "file")}, {formatBytes(upload.bytes)}, uploaded <RelativeTime at={upload.at} /> by{" "}
        {upload.by}
        {upload.build !== null && `, build ${upload.build}`}
      </p>
      {/* Scrolls on its own, so it must be reachable with the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={`${styles.paths} mono`} tabIndex={0} aria-label="Uploaded files">
        {upload.paths.map((path) => (
          <li key={path}>{path}</li>
        ))}
      </ul>
    </>
  );
}
