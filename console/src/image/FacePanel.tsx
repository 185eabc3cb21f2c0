import type { Face } from "@facegraph/client";
import { Paper, Text, Title } from "@mantine/core";
import { plural } from "@/shared/format";
import { type Choice, faceName } from "./choice";
import { FaceDetails } from "./FaceDetails";
import { FaceList } from "./FaceList";
import type { DetailedImage } from "./use-image";

interface Props {
  image: DetailedImage;
  faces: readonly Face[];
  choice: Choice;
}

export function FacePanel({ image, faces, choice }: Props) {
  const index = faces.findIndex((face) => face.id === choice.selected);
  const selected = faces[index];
  if (image.faces === null && image.failure) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="faces">
      <Title order={2} size="h5" mb="xs" id="faces">
        {image.faces === null ? "Faces" : plural(faces.length, "face")}
      </Title>
      {image.faces === null && <Text c="dimmed">Not analysed yet.</Text>}
      {image.faces?.length === 0 && <Text c="dimmed">No face was found in this image.</Text>}
      {faces.length > 0 && <FaceList image={image} faces={faces} choice={choice} />}
      {selected && (
        <FaceDetails face={selected} name={faceName(index)} engine={image.engine?.name ?? null} />
      )}
    </Paper>
  );
}
