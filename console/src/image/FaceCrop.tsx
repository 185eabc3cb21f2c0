import type { Face } from "@facegraph/client";
import classes from "./FaceList.module.css";
import type { DetailedImage } from "./use-image";

const MARGIN = 0.15; // of the box's longer side

/** One face, cut from the picture that the page shows. */
export function FaceCrop({ image, box }: { image: DetailedImage; box: Face["boundingBox"] }) {
  const { url, width, height } = image;
  if (!url || !width || !height) return <span className={classes.crop} aria-hidden />;
  const side = Math.max(box.width * width, box.height * height) * (1 + 2 * MARGIN);
  const left = (box.left + box.width / 2) * width - side / 2;
  const top = (box.top + box.height / 2) * height - side / 2;
  return (
    <svg className={classes.crop} viewBox={`${left} ${top} ${side} ${side}`} aria-hidden>
      <title>Face</title>
      <image href={url} width={width} height={height} preserveAspectRatio="none" />
    </svg>
  );
}
