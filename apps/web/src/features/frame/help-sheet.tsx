"use client";

import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";
import { useShortcutGroups } from "../../lib/use-shortcuts.tsx";
import styles from "./frame.module.css";

/** The keyboard shortcuts that work on the page right now. */
export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const groups = useShortcutGroups(opened);
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="lg">
      <div className={styles.help}>
        {groups.map(([group, shortcuts]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {shortcuts.map((shortcut) => (
                <Fragment key={shortcut.keys}>
                  <dt>
                    {shortcut.keys.split(" ").map((key) => (
                      <Kbd key={key} mr={4}>
                        {key}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{shortcut.label}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
