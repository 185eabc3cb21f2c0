import { Text } from "@mantine/core";
import { signOut } from "@/auth/session";
import { ConfirmDialog } from "@/shared/ConfirmDialog";
import { useServices } from "./services";

interface Props {
  isOpen: boolean;
  onClose(): void;
}

/** Shown while files are being sent. */
export function SignOutDialog({ isOpen, onClose }: Props) {
  const { uploads } = useServices();

  function confirm() {
    uploads.cancelAll(); // before the token goes: withdrawing announced uploads needs one
    void signOut();
  }

  return (
    <ConfirmDialog
      title="Stop the uploads and sign out?"
      confirmLabel="Sign out"
      cancelLabel="Stay signed in"
      isOpen={isOpen}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>Files that have not been sent yet would have to be added again.</Text>
    </ConfirmDialog>
  );
}
