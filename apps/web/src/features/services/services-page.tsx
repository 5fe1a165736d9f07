"use client";

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { plural } from "../../lib/format.ts";
import { serviceHref } from "../../lib/trace-links.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { serviceColumns } from "./service-columns.tsx";

/** Every service that sent anything in the time range. */
export function ServicesPage() {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const [params, update] = useUrlParams();
  const filter = params.get("filter") ?? "";
  const services = useQuery({ ...trpc.services.list.queryOptions({ from, to }), placeholderData: keepPreviousData });

  return (
    <>
      <PageHeader title="Services" note="Rate, errors and durations of the requests each service answered" />
      <Tile
        title="All services"
        note={services.data && plural(services.data.items.length, "service")}
        query={services}
        skeleton={<TableSkeleton />}
        flush
      >
        {({ items }) => {
          const rows = items.filter((item) => item.name.toLowerCase().includes(filter.toLowerCase()));
          return (
            <DataTable
              id="services"
              label="Services"
              columns={serviceColumns}
              rows={rows}
              rowKey={(row) => row.name}
              rowHref={(row) => serviceHref(row.name)}
              defaultSort="-ratePerSecond"
              empty={<NoServices filter={filter} any={items.length > 0} />}
              toolbar={
                <TextInput
                  aria-label="Filter services by name"
                  placeholder="Filter by name"
                  leftSection={<IconSearch size={16} />}
                  value={filter}
                  onChange={(event) => update({ filter: event.currentTarget.value }, "replace")}
                  w={240}
                />
              }
            />
          );
        }}
      </Tile>
    </>
  );
}

function NoServices({ filter, any }: { filter: string; any: boolean }) {
  if (any) {
    return (
      <EmptyState title="No service has that name">
        <p>None of the services in this time range contains “{filter}”.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No service sent anything in this time range">
      <p>Choose a longer range, or see Overview for how to send the first traces.</p>
    </EmptyState>
  );
}
