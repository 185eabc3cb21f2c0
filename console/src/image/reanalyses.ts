import type { ApolloClient } from "@apollo/client";
import { ReanalyzeImageDocument } from "@facegraph/client";
import { Store } from "@/shared/store";

interface Analysed {
  id: string;
  revision: number;
}

/** Requested reanalyses. One has ended when its image has another revision. */
export class Reanalyses {
  readonly #client: ApolloClient;
  readonly revisions = new Store<ReadonlyMap<string, number>>(new Map());

  constructor(client: ApolloClient) {
    this.#client = client;
  }

  async start({ id, revision }: Analysed): Promise<void> {
    this.revisions.set(new Map(this.revisions.get()).set(id, revision));
    try {
      await this.#client.mutate({ mutation: ReanalyzeImageDocument, variables: { id } });
    } catch (error) {
      const revisions = new Map(this.revisions.get());
      revisions.delete(id);
      this.revisions.set(revisions);
      throw error;
    }
  }
}
