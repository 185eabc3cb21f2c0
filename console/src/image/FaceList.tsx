import type { Face } from "@facegraph/client";
import { UnstyledButton } from "@mantine/core";
import { percent } from "@/shared/format";
import { type Choice, faceName } from "./choice";
import { FaceCrop } from "./FaceCrop";
import classes from "./FaceList.module.css";
import type { DetailedImage } from "./use-image";

interface Props {
  image: DetailedImage;
  faces: readonly Face[];
  choice: Choice;
}

export function FaceList({ image, faces, choice }: Props) {
  return (
    <ul className={classes.list} aria-label="Faces">
      {faces.map((face, index) => (
        <li key={face.id}>
          <UnstyledButton
            className={classes.face}
            data-selected={face.id === choice.selected || undefined}
            data-hovered={face.id === choice.hovered || undefined}
            aria-pressed={face.id === choice.selected}
            onClick={() => choice.onSelect(face.id)}
            onMouseEnter={() => choice.onHover(face.id)}
            onMouseLeave={() => choice.onHover(null)}
          >
            <FaceCrop image={image} box={face.boundingBox} />
            <span>
              <span className={classes.name}>{faceName(index)}</span>
              <span className={classes.confidence}>{percent(face.confidence)}</span>
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
