"""From a request's text to its result, over an API's schema and resolvers."""
