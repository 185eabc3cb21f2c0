import { memo } from "react";
import { Link } from "wouter";
import { fileNameOf, timeAgo } from "@/shared/format";
import type { GalleryImage } from "./gallery";
import { RetryButton } from "./RetryButton";
import classes from "./Tile.module.css";
import { TileBadge } from "./TileBadge";
import { TilePicture } from "./TilePicture";

interface Props {
  image: GalleryImage;
  /** The address's search part, so that the way back leads to the same view. */
  search: string;
}

/** Does not know its position: a new image moves every tile, and must render only one. */
export const Tile = memo(function Tile({ image, search }: Props) {
  const name = fileNameOf(image.key);
  return (
    <>
      <Link
        href={`/images/${image.id}${search && `?${search}`}`}
        className={classes.link}
        title={`${name}, ${timeAgo(image.uploadedAt)}`}
      >
        <TilePicture image={image} />
        <span className={classes.caption}>
          <span className={classes.name}>{name}</span>
          <TileBadge image={image} />
        </span>
      </Link>
      {image.failure?.retryable && <RetryButton image={image} />}
    </>
  );
});
