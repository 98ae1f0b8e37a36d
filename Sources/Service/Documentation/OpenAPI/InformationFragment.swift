extension OpenAPIDocument {
    /// What the API is, where it is, and its chapters.
    static let information = #"""
        {
          "openapi": "3.1.1",
          "info": {
            "title": "ModelCache",
            "version": "\#(ServiceVersion.current)",
            "summary": "A semantic cache for the answers of language models.",
            "description": "ModelCache answers one question: has this application already been given the \#
        answer to this prompt? Ask it before you call a language model. On a hit, use the stored answer. On a \#
        miss, call the model and store what it answered.\n\nBodies are JSON in UTF-8, whatever their \#
        `Content-Type` says; a field that is `null` counts as missing. A request may carry an id of its own in \#
        `X-Request-Id`; every reply has one, and the server's log names it.\n\nThe compatible protocol speaks \#
        to clients of the original ModelCache. New applications are better served by the native API, which \#
        has HTTP status codes and problem documents (RFC 9457)."
          },
          "servers": [{ "url": "/", "description": "The server that sent this document." }],
          "tags": [
            {
              "name": "Cache",
              "description": "Store answers and look them up. Entries of one tenant are never served to another."
            },
            { "name": "Administration", "description": "Browse, count and remove what is stored." },
            { "name": "Transfer", "description": "Carry entries from one store to another." },
            {
              "name": "Compatible protocol",
              "description": "What clients of the original ModelCache call. The HTTP status is 200 for errors \#
        too, except for a body that cannot be read: look at `errorCode`."
            },
            { "name": "Operations", "description": "Health for load balancers, metrics for Prometheus." },
            { "name": "Documentation", "description": "This description, for programs and for people." }
          ]
        }
        """#
}
