import { Alert, Button, Group, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { failureName, STATUS_NAMES } from "@/shared/status";
import type { DetailedImage } from "./use-image";
import { useReanalysis } from "./use-reanalysis";

export function ImageFailure({ image }: { image: DetailedImage }) {
  const { isRunning, start } = useReanalysis(image);
  const { failure, status } = image;
  if (!failure) return null;
  return (
    <Alert
      color={status === "REJECTED" ? "orange" : "red"}
      icon={<TriangleAlert />}
      title={`${STATUS_NAMES[status]}: ${failureName(failure.code)}`}
    >
      <Text size="sm">{failure.message}</Text>
      <Group justify="space-between" mt="xs">
        <Text size="xs" c="dimmed" ff="monospace">
          {failure.code}
        </Text>
        {failure.retryable && (
          <Button
            size="compact-sm"
            variant="default"
            loading={isRunning}
            onClick={() => void start()}
          >
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}
