import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { DeleteImageDocument } from "facegraph-client";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { errorText } from "@/api/errors";
import { useServices } from "@/app/services";
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
    <Modal.Root opened={isOpen} onClose={onClose} centered lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Stack>
            <Modal.Title fw={650}>Delete this image?</Modal.Title>
            <Text>
              {name}, all its versions and every face found in it are removed. This cannot be
              undone.
            </Text>
            {problem && (
              <Alert color="red" role="alert">
                {problem}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose} data-autofocus>
                Keep it
              </Button>
              <Button color="red.9" loading={isBusy} onClick={() => void remove()}>
                Delete
              </Button>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
