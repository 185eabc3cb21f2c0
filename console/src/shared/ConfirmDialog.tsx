import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** The action, which cannot be undone. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  isOpen: boolean;
  isBusy?: boolean;
  onConfirm(): void;
  onClose(): void;
}

export function ConfirmDialog({ title, children, isOpen, isBusy = false, ...props }: Props) {
  return (
    <Modal.Root opened={isOpen} onClose={props.onClose} centered lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Stack>
            <Modal.Title fw={650}>{title}</Modal.Title>
            {children}
            <Group justify="flex-end">
              <Button variant="default" onClick={props.onClose} data-autofocus>
                {props.cancelLabel}
              </Button>
              <Button color="red.9" loading={isBusy} onClick={props.onConfirm}>
                {props.confirmLabel}
              </Button>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
