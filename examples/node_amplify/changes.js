// Signs in, subscribes, lists the images, and prints each change until Ctrl-C.
import { readFileSync } from "node:fs";
import { Amplify } from "aws-amplify";
import { CONNECTION_STATE_CHANGE, ConnectionState, generateClient } from "aws-amplify/api";
import { fetchAuthSession, signIn } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

const outputs = JSON.parse(readFileSync(".facegraph/outputs.json"));
const [{ username, password }] = outputs.users;

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: outputs.userPoolId,
      userPoolClientId: outputs.clientId,
      userPoolEndpoint: outputs.awsEndpoint, // on AWS: leave this out
    },
  },
  API: {
    GraphQL: {
      endpoint: outputs.graphqlUrl.replace("http://", "HTTP://"), // on AWS: outputs.graphqlUrl
      region: outputs.region,
      defaultAuthMode: "userPool",
    },
  },
});
await signIn({ username, password });
const { tokens } = await fetchAuthSession(); // Amplify renews the tokens
const owner = tokens.idToken.payload.sub;
const client = generateClient();

const LIST = `query Newest($nextToken: String) {
  images(limit: 50, nextToken: $nextToken) {
    nextToken
    items { id key status revision faceCount }
  }
}`;
const ON_IMAGE_EVENT = `subscription OnImageEvent($owner: ID!) {
  onImageEvent(owner: $owner) { kind imageId revision image { key status faceCount } }
}`;

const revisions = new Map(); // the highest known revision of each image

function isNew(imageId, revision) {
  if (revision <= (revisions.get(imageId) ?? 0)) return false;
  revisions.set(imageId, revision);
  return true;
}

async function list() {
  let nextToken = null;
  do {
    const { data } = await client.graphql({ query: LIST, variables: { nextToken } });
    for (const { id, key, status, revision, faceCount } of data.images.items)
      if (isNew(id, revision)) console.log("listed", status, key, faceCount);
    nextToken = data.images.nextToken;
  } while (nextToken);
}

// Each new connection lists again, because events are not delivered while there is none.
Hub.listen("api", async ({ payload }) => {
  if (payload.event !== CONNECTION_STATE_CHANGE) return;
  if (payload.data.connectionState !== ConnectionState.Connected) return;
  await list();
  console.log("subscribed");
});

client.graphql({ query: ON_IMAGE_EVENT, variables: { owner } }).subscribe({
  next: ({ data: { onImageEvent: event } }) => {
    if (!isNew(event.imageId, event.revision)) return;
    console.log("received", event.kind, event.image?.key, event.image?.faceCount);
  },
  error: (error) => {
    throw error.errors?.[0] ?? error;
  },
});
