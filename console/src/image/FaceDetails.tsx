import type { Face } from "@facegraph/client";
import { Text, Title } from "@mantine/core";
import { percent } from "@/shared/format";
import { type AttributeRow, attributesOf, emotionsOf } from "./attributes";
import { Confidence } from "./Confidence";
import classes from "./FaceDetails.module.css";

interface Props {
  face: Face;
  name: string;
  engine: string | null;
}

export function FaceDetails({ face, name, engine }: Props) {
  const rows = attributesOf(face);
  const emotions = emotionsOf(face);
  const hasUnknown = emotions === null || rows.some((row) => row.value === null);
  return (
    <div data-testid="face-details">
      <Title order={3} size="h6" mt="md" mb={4}>
        {name}, confidence {percent(face.confidence)}
      </Title>
      <table className={classes.table}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">Value</th>
            <th scope="col">Confidence</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} />
          ))}
          {emotions === null && <Row row={{ name: "Emotions", value: null, confidence: null }} />}
          {emotions?.map((row) => (
            <Row key={row.name} row={row} />
          ))}
        </tbody>
      </table>
      {hasUnknown && (
        <Text size="xs" c="dimmed" mt="xs">
          Unknown: {engine ?? "the engine"} does not provide this attribute.
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        Predictions from appearance, not facts about a person.
      </Text>
    </div>
  );
}

function Row({ row: { name, value, confidence } }: { row: AttributeRow }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={value === null ? classes.unknown : undefined}>{value ?? "unknown"}</td>
      <td>{confidence !== null && <Confidence percent={confidence} attribute={name} />}</td>
    </tr>
  );
}
