import type { Face } from "@facegraph/client";
import { type KeyboardEvent, useRef } from "react";
import { percent } from "@/shared/format";
import { type Choice, faceName } from "./choice";
import { FaceLandmarks } from "./FaceLandmarks";
import classes from "./Picture.module.css";

interface Props {
  faces: readonly Face[];
  choice: Choice;
  showsAll: boolean;
  /** Size of the upright picture, in pixels. Boxes and landmarks are ratios of it. */
  width: number;
  height: number;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function FaceOverlay({ faces, choice, showsAll, width, height }: Props) {
  const overlay = useRef<SVGSVGElement>(null);

  function onKeyDown(event: KeyboardEvent, index: number) {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = faces[(index + step + faces.length) % faces.length];
    if (!next) return;
    choice.onSelect(next.id);
    overlay.current?.querySelector<SVGElement>(`[data-face="${next.id}"]`)?.focus();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset
    <svg
      ref={overlay}
      className={classes.overlay}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="group"
      aria-label="Faces in the picture"
    >
      {largestFirst(faces).map(({ face, index }) => {
        const isSelected = face.id === choice.selected;
        const isHovered = face.id === choice.hovered;
        return (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no button
          <g
            key={face.id}
            role="button"
            className={classes.face}
            data-face={face.id}
            data-selected={isSelected || undefined}
            data-hovered={isHovered || undefined}
            tabIndex={isSelected ? 0 : -1}
            aria-pressed={isSelected}
            aria-label={`${faceName(index)}, confidence ${percent(face.confidence)}`}
            onClick={() => choice.onSelect(face.id)}
            onFocus={() => choice.onSelect(face.id)}
            onMouseEnter={() => choice.onHover(face.id)}
            onMouseLeave={() => choice.onHover(null)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            <Box className={classes.halo} face={face} width={width} height={height} />
            <Box className={classes.box} face={face} width={width} height={height} />
            {(showsAll || isSelected || isHovered) && (
              <FaceLandmarks landmarks={face.landmarks} width={width} height={height} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

interface BoxProps {
  className: string | undefined;
  face: Face;
  width: number;
  height: number;
}

function Box({ className, face: { boundingBox: box }, width, height }: BoxProps) {
  return (
    <rect
      className={className}
      x={box.left * width}
      y={box.top * height}
      width={box.width * width}
      height={box.height * height}
      rx={Math.min(box.width * width, box.height * height) * 0.04}
    />
  );
}

/** Small faces come last, so that they can be pointed at inside a large one. */
function largestFirst(faces: readonly Face[]): { face: Face; index: number }[] {
  const area = ({ boundingBox: { width, height } }: Face) => width * height;
  return faces
    .map((face, index) => ({ face, index }))
    .sort((one, other) => area(other.face) - area(one.face));
}
