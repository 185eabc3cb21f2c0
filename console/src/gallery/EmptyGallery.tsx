import type { ImageStatus } from "@facegraph/client";
import { Text, Title } from "@mantine/core";
import { ImageOff, ScanFace } from "lucide-react";
import { STATUS_NAMES } from "@/shared/status";
import classes from "./EmptyGallery.module.css";

interface Props {
  status: ImageStatus | null;
  isOwn: boolean;
}

export function EmptyGallery({ status, isOwn }: Props) {
  if (status || !isOwn) {
    return (
      <div className={classes.box}>
        <ImageOff size={40} aria-hidden />
        <Title order={2} size="h4">
          {status ? `No images are ${STATUS_NAMES[status].toLowerCase()}` : "No images yet"}
        </Title>
        <Text c="dimmed">New ones appear here by themselves.</Text>
      </div>
    );
  }
  return (
    <div className={classes.box} data-welcome>
      <ScanFace size={56} strokeWidth={1.4} aria-hidden className={classes.icon} />
      <Title order={2} size="h3">
        Drop photos or folders here
      </Title>
      <Text c="dimmed" maw={420}>
        Or use the buttons above: JPEG and PNG, up to 15 MB each. Every photo is analysed as soon as
        it has arrived, and its faces appear by themselves.
      </Text>
    </div>
  );
}
