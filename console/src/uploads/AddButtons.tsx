import { Button, Group } from "@mantine/core";
import { FolderPlus, ImagePlus } from "lucide-react";
import { type ChangeEvent, useRef } from "react";
import { useServices } from "@/app/services";
import { filesOfInput } from "./dropped-files";

export function AddButtons() {
  const { uploads } = useServices();
  const photos = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  function onChange(event: ChangeEvent<HTMLInputElement>) {
    uploads.add(filesOfInput(event.currentTarget));
    event.currentTarget.value = ""; // so that the user can choose the same files again
  }

  const common = { type: "file", hidden: true, multiple: true, onChange } as const;
  return (
    <Group gap="xs">
      <input {...common} ref={photos} accept="image/jpeg,image/png" data-testid="photos" />
      <input {...common} ref={folder} webkitdirectory="" data-testid="folder" />
      <Button leftSection={<ImagePlus size={18} />} onClick={() => photos.current?.click()}>
        Add photos
      </Button>
      <Button
        variant="default"
        leftSection={<FolderPlus size={18} />}
        onClick={() => folder.current?.click()}
      >
        Add a folder
      </Button>
    </Group>
  );
}
