import type { Face } from "@facegraph/client";
import type { ImageEvent } from "@/api/image-events";
import type { GalleryImage } from "@/gallery/gallery";

/** Uploaded one second after each other: image 2 is newer than image 1. */
export function anImage(number: number, members: Partial<GalleryImage> = {}): GalleryImage {
  return {
    id: `image-${number}`,
    owner: "ana",
    key: `uploads/ana/photo-${number}.jpg`,
    uploadedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString(),
    contentType: "image/jpeg",
    width: 640,
    height: 480,
    sizeBytes: 1000,
    status: "ANALYZED",
    failure: null,
    faceCount: 1,
    analyzedAt: null,
    engine: null,
    revision: 1,
    ...members,
  };
}

export function anEvent(image: GalleryImage): ImageEvent {
  return {
    id: `${image.id}.${image.revision}`,
    kind: image.failure ? "FAILED" : "ANALYZED",
    imageId: image.id,
    revision: image.revision,
    image,
  };
}

export function aDeletion(image: GalleryImage, revision: number): ImageEvent {
  return { ...anEvent(image), kind: "DELETED", revision, image: null };
}

export function aFace(members: Partial<Face> = {}): Face {
  return {
    id: "face-1",
    imageId: "image-1",
    boundingBox: { left: 0.1, top: 0.1, width: 0.2, height: 0.2 },
    confidence: 99,
    landmarks: [],
    pose: null,
    quality: null,
    ageRange: null,
    gender: null,
    emotions: null,
    smile: null,
    eyeglasses: null,
    sunglasses: null,
    beard: null,
    mustache: null,
    eyesOpen: null,
    mouthOpen: null,
    faceOccluded: null,
    eyeDirection: null,
    ...members,
  };
}
