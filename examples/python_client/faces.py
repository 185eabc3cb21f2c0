"""Uploads photos, waits for their results, and prints one line for each face."""

import asyncio
import sys

from facegraph import Client


async def main(photos: list[str]) -> None:
    async with Client.from_outputs(".facegraph/outputs.json") as client:
        for photo in photos:
            image = await client.result(await client.upload(photo))
            print(photo, image.status.value, image.face_count, "faces")
            for face in image.faces or []:
                box = face.bounding_box
                print(f"  {box.left:.3f} {box.top:.3f} {box.width:.3f} {box.height:.3f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
