"use client";

import { Avatar, Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconLogout } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { authClient } from "../../lib/auth-client.ts";
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
    await authClient.signOut();
    window.location.assign("/sign-in");
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${name}`} className={styles.person}>
          <Avatar name={name} size={28} color="sea" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.personHead}>
          <strong>{name}</strong>
          <span className="muted truncate">{email}</span>
          <span className="muted">{role}</span>
        </div>
        <Menu.Divider />
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
        <Menu.Divider />
        <Menu.Item component={Link} href="/settings/sessions" leftSection={<IconDeviceDesktop size={16} />}>
          My sessions
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut} disabled={leaving}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
