import type { DashboardItem } from "@plimsoll/core";
import { IconCopy, IconTrash } from "@tabler/icons-react";
import { IconAction } from "../../components/action-button.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import type { Column } from "../../components/data-table.tsx";
import { Count, RelativeTime } from "../../components/values.tsx";

/** Path of a dashboard's page. */
export const dashboardHref = (id: string): string => `/dashboards/${encodeURIComponent(id)}`;

type Act = (dashboard: DashboardItem) => void;

/** Columns of the list of dashboards. */
export function columnsWith(onCopy: Act, onRemove: Act): Column<DashboardItem>[] {
  return [
    {
      key: "name",
      header: "Name",
      render: ({ id, name }) => <ConsoleLink href={dashboardHref(id)}>{name}</ConsoleLink>,
      sortValue: ({ name }) => name,
    },
    {
      key: "about",
      header: "What it is for",
      hide: "narrow",
      render: ({ description }) => <span className="muted">{description}</span>,
      sortValue: ({ description }) => description ?? "",
      grow: true,
    },
    {
      key: "tiles",
      header: "Tiles",
      align: "right",
      render: ({ tiles }) => <Count value={tiles} />,
      sortValue: ({ tiles }) => tiles,
    },
    {
      key: "updated",
      header: "Saved",
      render: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
      sortValue: ({ updatedAt }) => Date.parse(updatedAt),
      text: ({ updatedAt }) => updatedAt,
    },
    {
      key: "by",
      header: "By",
      hide: "narrow",
      render: ({ updatedBy }) => updatedBy,
      sortValue: ({ updatedBy }) => updatedBy,
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (each) => <Actions dashboard={each} onCopy={onCopy} onRemove={onRemove} />,
    },
  ];
}

function Actions({ dashboard, onCopy, onRemove }: { dashboard: DashboardItem; onCopy: Act; onRemove: Act }) {
  return (
    <>
      <IconAction needs="member" label={`Copy ${dashboard.name}`} hint="Copy" onClick={() => onCopy(dashboard)}>
        <IconCopy size={16} aria-hidden="true" />
      </IconAction>
      <IconAction needs="member" label={`Remove ${dashboard.name}`} hint="Remove" onClick={() => onRemove(dashboard)}>
        <IconTrash size={16} aria-hidden="true" />
      </IconAction>
    </>
  );
}
