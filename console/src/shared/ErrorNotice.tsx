import { Alert, Button, Group } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { errorText } from "@/api/errors";

interface Props {
  title: string;
  error: unknown;
  onRetry?: () => void;
}

export function ErrorNotice({ title, error, onRetry }: Props) {
  return (
    <Alert color="red" role="alert" icon={<TriangleAlert />} title={title}>
      <Group justify="space-between">
        {errorText(error)}
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}
