import { Paper, Title } from "@mantine/core";
import { bytes, dateTime } from "@/shared/format";
import classes from "./ImagePage.module.css";
import type { DetailedImage } from "./use-image";

export function ImageFacts({ image }: { image: DetailedImage }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="facts">
      <Title order={2} size="h5" mb="xs" id="facts">
        Image
      </Title>
      <dl className={classes.facts}>
        {factsOf(image).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </Paper>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function factsOf(image: DetailedImage): [string, string][] {
  const { width, height, sizeBytes, contentType, analyzedAt, engine } = image;
  const facts: [string, string | null][] = [
    ["Size", width && height ? `${width} × ${height} pixels` : null],
    ["File", [contentType, sizeBytes && bytes(sizeBytes)].filter(Boolean).join(", ")],
    ["Uploaded", dateTime(image.uploadedAt)],
    ["Analysed", analyzedAt && dateTime(analyzedAt)],
    ["Engine", engine && [engine.name, engine.version].filter(Boolean).join(" ")],
    ["Id", image.id],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
