import { Hourglass, ScanFace, TriangleAlert } from "lucide-react";
import { failureName, STATUS_NAMES } from "@/shared/status";
import type { GalleryImage } from "./gallery";
import classes from "./Tile.module.css";

/** The image's result. The words beside icon and number are for screen readers. */
export function TileBadge({ image: { status, failure, faceCount } }: { image: GalleryImage }) {
  if (failure) {
    return (
      <span className={classes.badge} data-status={status}>
        <TriangleAlert size={13} aria-hidden />
        <span className="visually-hidden">{STATUS_NAMES[status]}: </span>
        {failureName(failure.code)}
      </span>
    );
  }
  if (faceCount === null) {
    return (
      <span className={classes.badge}>
        <Hourglass size={13} aria-hidden />
        {STATUS_NAMES.PENDING}
      </span>
    );
  }
  return (
    <span className={classes.badge}>
      <ScanFace size={13} aria-hidden />
      {faceCount}
      <span className="visually-hidden">{faceCount === 1 ? " face" : " faces"}</span>
    </span>
  );
}
