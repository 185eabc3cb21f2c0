import { Hourglass, ScanFace, TriangleAlert } from "lucide-react";
import { failureName } from "@/shared/status";
import type { GalleryImage } from "./gallery";
import classes from "./Tile.module.css";

export function TileBadge({ image: { status, failure, faceCount } }: { image: GalleryImage }) {
  if (failure) {
    return (
      <span className={classes.badge} data-status={status}>
        <TriangleAlert size={13} aria-hidden />
        {failureName(failure.code)}
      </span>
    );
  }
  if (faceCount === null) {
    return (
      <span className={classes.badge}>
        <Hourglass size={13} aria-hidden />
        Pending
      </span>
    );
  }
  return (
    <span className={classes.badge}>
      <ScanFace size={13} aria-hidden />
      {faceCount}
    </span>
  );
}
