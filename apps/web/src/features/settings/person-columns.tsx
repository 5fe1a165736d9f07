"use client";

import { Button, Select } from "@mantine/core";
import type { Person, Role } from "@plimsoll/core";
import type { Column } from "../../components/data-table.tsx";
import { instantColumn } from "./instant-column.tsx";
import { ROLES } from "./roles.ts";

interface PersonActions {
  /** Who reads the list: nobody removes themselves. */
  myId: string | undefined;
  onRole: (person: Person, role: Role) => void;
  onRemove: (person: Person) => void;
}

/** The columns of people: who they are, as what they sign in, and what can be done about it. */
export function personColumns({ myId, onRole, onRemove }: PersonActions): Column<Person>[] {
  return [
    {
      key: "name",
      header: "Name",
      render: (row) => <Name person={row} mine={row.id === myId} />,
      sortValue: (row) => row.name,
    },
    { key: "email", header: "E-mail address", render: (row) => row.email, sortValue: (row) => row.email },
    {
      key: "role",
      header: "Role",
      render: (row) => <RoleSelect person={row} onRole={onRole} />,
      sortValue: (row) => row.role,
    },
    instantColumn("lastSeenAt", "Last seen", "narrow"),
    {
      key: "sessions",
      header: "Sessions",
      align: "right",
      hide: "narrow",
      render: (row) => row.sessions,
      sortValue: (row) => row.sessions,
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) => row.id !== myId && <RemoveButton person={row} onRemove={onRemove} />,
    },
  ];
}

function Name({ person, mine }: { person: Person; mine: boolean }) {
  return (
    <>
      {person.name} {mine && <span className="muted">(you)</span>}
    </>
  );
}

function RoleSelect({ person, onRole }: { person: Person; onRole: PersonActions["onRole"] }) {
  return (
    <Select
      aria-label={`Role of ${person.name}`}
      data={ROLES}
      value={person.role}
      onChange={(role) => role && role !== person.role && onRole(person, role as Role)}
      allowDeselect={false}
      variant="unstyled"
      w={112}
    />
  );
}

function RemoveButton({ person, onRemove }: { person: Person; onRemove: PersonActions["onRemove"] }) {
  return (
    <Button
      variant="subtle"
      color="red"
      size="compact-xs"
      onClick={() => onRemove(person)}
      aria-label={`Remove ${person.name}`}
    >
      Remove
    </Button>
  );
}
