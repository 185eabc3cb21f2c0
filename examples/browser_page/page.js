import { Amplify } from "aws-amplify";
import { CONNECTION_STATE_CHANGE, ConnectionState, generateClient } from "aws-amplify/api";
import { fetchAuthSession, signIn } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

Amplify.configure(CONFIGURATION); // from vite.config.js
const client = generateClient();
const [form, main] = document.querySelectorAll("form, main");
const figures = new Map(); // by image id
const IMAGE = "id revision status url faces { boundingBox { left top width height } }";

async function ask(query, variables) {
  return (await client.graphql({ query, variables })).data;
}

function draw({ id, revision, status, url, faces }) {
  if (status !== "ANALYZED" || revision <= (figures.get(id)?.revision ?? 0)) return;
  const figure = document.createElement("figure");
  figure.append(Object.assign(new Image(), { src: url }));
  for (const { boundingBox } of faces) {
    const box = figure.appendChild(document.createElement("i"));
    for (const [side, ratio] of Object.entries(boundingBox)) box.style[side] = `${100 * ratio}%`;
  }
  figures.get(id)?.figure.remove();
  figures.set(id, { revision, figure });
  main.append(figure);
}

async function list() {
  const { images } = await ask(`{ images(limit: 20) { items { ${IMAGE} } } }`);
  images.items.forEach(draw);
  main.hidden = false;
}

async function subscribe() {
  const { tokens } = await fetchAuthSession();
  const query = "subscription ($owner: ID!) { onImageEvent(owner: $owner) { kind imageId } }";
  const variables = { owner: tokens.idToken.payload.sub };
  client.graphql({ query, variables }).subscribe(async ({ data: { onImageEvent: event } }) => {
    if (event.kind === "DELETED") return figures.get(event.imageId)?.figure.remove();
    const byId = `query ($id: ID!) { image(id: $id) { ${IMAGE} } }`; // events have no url
    const { image } = await ask(byId, { id: event.imageId });
    if (image) draw(image);
  });
}

async function upload(file) {
  const query = `mutation ($fileName: String!, $contentType: String!) {
    createUpload(fileName: $fileName, contentType: $contentType) { url fields { name value } }
  }`;
  const variables = { fileName: file.name, contentType: file.type };
  const { createUpload } = await ask(query, variables);
  const body = new FormData();
  for (const { name, value } of createUpload.fields) body.append(name, value);
  body.append("file", file); // must be the last field
  await fetch(createUpload.url, { method: "POST", body });
}

Hub.listen("api", ({ payload: { event, data } }) => {
  const isUp = data?.connectionState === ConnectionState.Connected;
  if (event === CONNECTION_STATE_CHANGE && isUp) list(); // also after a lost connection
});
form.addEventListener("submit", async (submission) => {
  submission.preventDefault();
  await signIn(Object.fromEntries(new FormData(form)));
  form.hidden = true;
  await subscribe();
});
document.addEventListener("dragover", (drag) => drag.preventDefault());
document.addEventListener("drop", (drop) => {
  drop.preventDefault();
  for (const file of drop.dataTransfer.files) upload(file);
});
