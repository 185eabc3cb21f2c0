/** The face that both the list and the picture highlight. */
export interface Choice {
  selected: string | null;
  hovered: string | null;
  onSelect(faceId: string): void;
  onHover(faceId: string | null): void;
}

export function faceName(index: number): string {
  return `Face ${index + 1}`;
}
