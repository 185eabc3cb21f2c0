import { expect, test } from "vitest";
import { attributesOf, emotionsOf } from "@/image/attributes";
import { aFace } from "./builders";

test("a member that the engine does not give has no value and no confidence", () => {
  const rows = attributesOf(aFace());

  const known = rows.filter((row) => row.value !== null).map((row) => row.name);
  expect(known).toEqual(["Landmarks"]);
  expect(rows.every((row) => row.confidence === null)).toBe(true);
  expect(emotionsOf(aFace())).toBeNull();
});

test("`false` is a value, with its confidence", () => {
  const rows = attributesOf(aFace({ beard: { value: false, confidence: 97.5 } }));

  expect(rows).toContainEqual({ name: "Beard", value: "no", confidence: 97.5 });
});

test("every member of a face has a row", () => {
  const face = aFace({
    ageRange: { low: 20, high: 30 },
    gender: { value: "Female", confidence: 99 },
    pose: { roll: -1.25, yaw: 0, pitch: 14 },
    quality: { brightness: 70.4, sharpness: 90 },
    eyeDirection: { yaw: 1, pitch: 2, confidence: 80 },
    smile: { value: true, confidence: 60 },
  });

  const rows = Object.fromEntries(attributesOf(face).map((row) => [row.name, row.value]));

  expect(rows).toMatchObject({
    Age: "20 to 30",
    Gender: "female",
    Roll: "\u22121.3°",
    Pitch: "14.0°",
    Brightness: "70 of 100",
    "Gaze yaw": "1.0°",
    Smile: "yes",
  });
});

test("emotions are sorted by confidence, highest first", () => {
  const emotions = emotionsOf(
    aFace({
      emotions: [
        { type: "CALM", confidence: 10 },
        { type: "HAPPY", confidence: 90 },
      ],
    }),
  );

  expect(emotions?.map((row) => row.name)).toEqual(["Happy", "Calm"]);
});
