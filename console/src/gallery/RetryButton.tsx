import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import { useReanalysis } from "@/image/use-reanalysis";
import { fileNameOf } from "@/shared/format";
import type { GalleryImage } from "./gallery";
import classes from "./Tile.module.css";

export function RetryButton({ image }: { image: GalleryImage }) {
  const { isRunning, start } = useReanalysis(image);
  return (
    <Button
      className={classes.retry}
      size="compact-sm"
      variant="default"
      loading={isRunning}
      leftSection={<RotateCw size={14} />}
      aria-label={`Analyse ${fileNameOf(image.key)} again`}
      onClick={() => void start()}
    >
      Try again
    </Button>
  );
}
