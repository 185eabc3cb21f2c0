// Lines of JSON: reads the test's commands, writes answers and events, each with the id of its command.
import { createInterface } from "node:readline";

/** `connect` makes a client with the settings of the first line: {query, mutate, subscribe, errorsOf}. */
export async function converse(connect) {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const client = await connect(JSON.parse((await lines.next()).value));
  const subscriptions = new Map();
  for await (const line of lines) {
    const { id, command, document, variables, subscription } = JSON.parse(line);
    const send = (message) => console.log(JSON.stringify({ id, ...message }));
    const observer = {
      next: (data) => send({ data }),
      error: (error) => send({ errors: client.errorsOf(error) }),
    };
    if (command === "subscribe") {
      subscriptions.set(id, client.subscribe(document, variables, observer));
    } else if (command === "unsubscribe") {
      subscriptions.get(subscription).unsubscribe();
    } else {
      client[command](document, variables).then(observer.next, observer.error);
    }
  }
  process.exit();
}
