import type { Face } from "@facegraph/client";

export interface AttributeRow {
  name: string;
  /** null: the engine does not provide it. */
  value: string | null;
  /** In percent; null: the engine gives none. */
  confidence: number | null;
}

type YesOrNo =
  | "smile"
  | "eyeglasses"
  | "sunglasses"
  | "beard"
  | "mustache"
  | "eyesOpen"
  | "mouthOpen"
  | "faceOccluded";

const YES_OR_NO: [YesOrNo, string][] = [
  ["smile", "Smile"],
  ["eyeglasses", "Eyeglasses"],
  ["sunglasses", "Sunglasses"],
  ["beard", "Beard"],
  ["mustache", "Moustache"],
  ["eyesOpen", "Eyes open"],
  ["mouthOpen", "Mouth open"],
  ["faceOccluded", "Face covered"],
];

/** Every attribute that a face may have, in one order for all faces. */
export function attributesOf(face: Face): AttributeRow[] {
  return [
    row("Age", face.ageRange && `${face.ageRange.low} to ${face.ageRange.high}`),
    row("Gender", face.gender?.value.toLowerCase(), face.gender?.confidence),
    ...YES_OR_NO.map(([member, name]) => yesOrNo(name, face[member])),
    row("Roll", degrees(face.pose?.roll)),
    row("Yaw", degrees(face.pose?.yaw)),
    row("Pitch", degrees(face.pose?.pitch)),
    row("Gaze yaw", degrees(face.eyeDirection?.yaw), face.eyeDirection?.confidence),
    row("Gaze pitch", degrees(face.eyeDirection?.pitch), face.eyeDirection?.confidence),
    row("Brightness", outOfHundred(face.quality?.brightness)),
    row("Sharpness", outOfHundred(face.quality?.sharpness)),
    row("Landmarks", String(face.landmarks.length)),
  ];
}

/** The most confident first; null: the engine does not provide them. */
export function emotionsOf(face: Face): AttributeRow[] | null {
  if (!face.emotions) return null;
  return [...face.emotions]
    .sort((one, other) => other.confidence - one.confidence)
    .map(({ type, confidence }) => row(capitalised(type), "", confidence));
}

function yesOrNo(name: string, attribute: Face[YesOrNo]): AttributeRow {
  return row(name, attribute && (attribute.value ? "yes" : "no"), attribute?.confidence);
}

function row(
  name: string,
  value: string | null | undefined,
  confidence?: number | null,
): AttributeRow {
  return { name, value: value ?? null, confidence: confidence ?? null };
}

function degrees(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value.toFixed(1).replace("-", "\u2212")}°`;
}

function outOfHundred(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value.toFixed(0)} of 100`;
}

function capitalised(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
