"use client";

import { Avatar, Popover, SegmentedControl, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconLogout } from "@tabler/icons-react";
import { useState } from "react";
import { ConsoleLink } from "../../components/console-link.tsx";
import styles from "./frame.module.css";

interface PersonMenuProps {
  name: string;
  email: string;
  role: string;
}

/** Who is signed in, the colour scheme, their sessions, and signing out. */
export function PersonMenu({ name, email, role }: PersonMenuProps) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [leaving, setLeaving] = useState(false);
  const signOut = async () => {
    setLeaving(true);
    const { authClient } = await import("../../lib/auth-client.ts");
    await authClient.signOut();
    window.location.assign("/sign-in");
  };
  return (
    <Popover position="bottom-end" width={240} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton aria-label={`Account of ${name}`} className={styles.person}>
          <Avatar name={name} size={28} color="sea" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label="Account" className={styles.personMenu}>
        <div className={styles.personHead}>
          <strong>{name}</strong>
          <span className="muted truncate">{email}</span>
          <span className="muted">{role}</span>
        </div>
        <div className={styles.personHead}>
          <span className="muted">Colours</span>
          <SegmentedControl
            fullWidth
            aria-label="Colours"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as "dark" | "light" | "auto")}
            data={[
              { value: "dark", label: "Dark" },
              { value: "light", label: "Light" },
              { value: "auto", label: "System" },
            ]}
          />
        </div>
        <div className={styles.personLinks}>
          <ConsoleLink href="/settings/sessions">
            <IconDeviceDesktop size={16} /> My sessions
          </ConsoleLink>
          <UnstyledButton onClick={signOut} disabled={leaving}>
            <IconLogout size={16} /> Sign out
          </UnstyledButton>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
