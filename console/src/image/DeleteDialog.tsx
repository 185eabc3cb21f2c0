import { DeleteImageDocument } from "@facegraph/client";
import { Alert, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { errorText } from "@/api/errors";
import { useServices } from "@/app/services";
import { ConfirmDialog } from "@/shared/ConfirmDialog";
import { fileNameOf } from "@/shared/format";
import type { DetailedImage } from "./use-image";

interface Props {
  image: DetailedImage;
  isOpen: boolean;
  onClose(): void;
}

export function DeleteDialog({ image, isOpen, onClose }: Props) {
  const services = useServices();
  const search = useSearch();
  const [, navigate] = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const name = fileNameOf(image.key);

  async function remove() {
    setBusy(true);
    setProblem(null);
    try {
      await services.client.mutate({
        mutation: DeleteImageDocument,
        variables: { id: image.id },
      });
      for (const gallery of services.galleriesOf(image.owner)) gallery.forget(image.id);
      notifications.show({ message: `${name} was deleted.` });
      navigate(`/${search && `?${search}`}`, { replace: true });
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  }

  return (
    <ConfirmDialog
      title="Delete this image?"
      confirmLabel="Delete"
      cancelLabel="Keep it"
      isOpen={isOpen}
      isBusy={isBusy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <Text>
        {name}, all its versions and every face found in it are removed. This cannot be undone.
      </Text>
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
    </ConfirmDialog>
  );
}
