"""An application over the installed Python client: subscribes, uploads, lists."""

import asyncio
import json
import sys

from facegraph import Client


async def main(outputs: str, photo: str) -> None:
    async with Client.from_outputs(outputs) as client:
        subscribed = asyncio.Event()
        events = client.events(subscribed=subscribed.set)
        event = asyncio.ensure_future(anext(aiter(events)))
        await subscribed.wait()
        image_id = await client.upload(photo)
        delivered = await event
        image = await client.result(image_id)
        report = {
            "uploaded": image_id,
            "again": await client.upload(photo),
            "delivered": delivered.image_id,
            "kind": delivered.kind.value,
            "status": image.status.value,
            "faces": len(image.faces or []),
            "listed": [each.id async for each in client.iter_images()],
            "facesListed": len([face async for face in client.iter_faces()]),
        }
    sys.stdout.write(json.dumps(report))


asyncio.run(main(*sys.argv[1:]))
