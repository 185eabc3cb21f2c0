export { FacegraphClient, type Settings, type SubscribeOptions } from "./client.ts";
export { ConnectionLost, FacegraphError, type GraphQLError, UploadRejected } from "./errors.ts";
export * from "./facegraph.ts";
export { postForm, type UploadablePhoto } from "./upload.ts";
