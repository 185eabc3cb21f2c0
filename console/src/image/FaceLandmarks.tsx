import type { Face } from "@facegraph/client";
import classes from "./Picture.module.css";

interface Props {
  landmarks: Face["landmarks"];
  width: number;
  height: number;
}

/** Dots of the same size for every picture: lines of no length, with round ends. */
export function FaceLandmarks({ landmarks, width, height }: Props) {
  const path = landmarks.map(({ x, y }) => `M${x * width} ${y * height}h.001`).join("");
  return (
    <g aria-hidden data-landmarks={landmarks.length}>
      <path className={classes.landmarkHalo} d={path} />
      {landmarks.map(({ type, x, y }) => (
        <path key={type} className={classes.landmark} d={`M${x * width} ${y * height}h.001`}>
          <title>{type}</title>
        </path>
      ))}
    </g>
  );
}
