// An application over the installed npm package: subscribes, uploads, lists.
import { readFileSync } from "node:fs";
import {
  FacegraphClient,
  FacegraphError,
  GetImageDocument,
  ListImagesDocument,
  OnImageEventDocument,
} from "@facegraph/client";

const [outputsFile, photo] = process.argv.slice(2);
const { graphqlUrl: url, realtimeUrl, users } = JSON.parse(readFileSync(outputsFile, "utf8"));
const [{ sub: owner, idToken }] = users;
const client = new FacegraphClient({ url, realtimeUrl, token: async () => idToken });

let onSubscribed;
const subscribed = new Promise((resolve) => {
  onSubscribed = resolve;
});
const events = client.subscribe(OnImageEventDocument, { owner }, { onSubscribed });
const event = events.next();
await subscribed;
const content = new Blob([readFileSync(photo)], { type: "image/jpeg" });
const uploaded = await client.upload({ name: "photo.jpg", contentType: "image/jpeg", content });
const { onImageEvent } = (await event.then(({ value }) => value));
await events.return();
const { image } = await client.request(GetImageDocument, { id: uploaded });
const { images } = await client.request(ListImagesDocument, { limit: 10 });
const refusal = await client
  .request(ListImagesDocument, { limit: 0 })
  .catch((error) => error instanceof FacegraphError && error.errorType);
const refused = await client
  .subscribe(OnImageEventDocument, { owner: "somebody-else" })
  .next()
  .catch((error) => error instanceof FacegraphError && error.errorType);
console.log(
  JSON.stringify({
    uploaded,
    delivered: onImageEvent.imageId,
    kind: onImageEvent.kind,
    faces: image.faces.length,
    listed: images.items.map(({ id }) => id),
    refusal,
    refused,
  }),
);
