import { Chip, Group } from "@mantine/core";
import { useSearchParams } from "wouter";
import { useServices } from "@/app/services";
import { STATUS_NAMES, STATUSES } from "@/shared/status";
import { OwnerField } from "./OwnerField";
import type { View } from "./use-gallery";

const ALL = "ALL";

/** The page's address holds the filters, so that a view can be shared and reloaded. */
export function Filters({ view }: { view: View }) {
  const { user } = useServices();
  const [, setParams] = useSearchParams();

  function change(name: string, value: string | null) {
    setParams((params) => {
      if (value) params.set(name, value);
      else params.delete(name);
      return params;
    });
  }

  return (
    <Group justify="space-between" mb="md" gap="sm">
      <Group gap={6} role="radiogroup" aria-label="Show">
        <Chip.Group
          value={view.status ?? ALL}
          onChange={(value) => change("status", value === ALL ? null : String(value))}
        >
          <Chip value={ALL} size="sm">
            All
          </Chip>
          {STATUSES.map((status) => (
            <Chip key={status} value={status} size="sm">
              {STATUS_NAMES[status]}
            </Chip>
          ))}
        </Chip.Group>
      </Group>
      {user.isAdmin && (
        <OwnerField
          key={view.owner}
          owner={view.owner === user.sub ? "" : view.owner}
          onChange={(owner) => change("owner", owner || null)}
        />
      )}
    </Group>
  );
}
