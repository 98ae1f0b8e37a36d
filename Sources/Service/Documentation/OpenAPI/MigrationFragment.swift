extension OpenAPIDocument {
    /// Under `/api/v1/migration`: stored entries on their way to the embedding model in use.
    static let migration = #"""
        {
          "paths": {
            "/api/v1/migration": {
              "get": {
                "operationId": "readMigration",
                "tags": ["Administration"],
                "summary": "See how far the migration of embeddings has come",
                "responses": {
                  "200": {
                    "description": "What is done and what waits.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Migration" },
                      "example": {
                        "embedding": "bert:2a97516c354b68848cdbd8f54a226a0a", "running": true, "embedded": 4096,
                        "pending": 95904, "problem": null
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              },
              "post": {
                "operationId": "startMigration",
                "tags": ["Administration"],
                "summary": "Embed stored entries with the model in use",
                "description": "Entries that another embedding model was given, or none, are embedded in the \#
        background, behind all other work. Until an entry has had its turn it is found by identical requests. A \#
        server that is stopped goes on when it is started again. Starting it twice does no harm.",
                "responses": {
                  "202": {
                    "description": "It is under way, unless nothing waits.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Migration" },
                      "example": {
                        "embedding": "bert:2a97516c354b68848cdbd8f54a226a0a", "running": true, "embedded": 0,
                        "pending": 100000, "problem": null
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "409": {
                    "description": "There is no embedding model, because no tenant's mode uses one.",
                    "content": { "application/problem+json": {
                      "schema": { "$ref": "#/components/schemas/Problem" },
                      "example": {
                        "type": "urn:modelcache:problem:no-embedder", "title": "Conflict", "status": 409,
                        "detail": "No tenant's mode uses embeddings, so there is no model to embed entries with."
                      }
                    } }
                  },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "Migration": {
                "type": "object",
                "description": "The migration of stored entries to the embedding model in use.",
                "required": ["embedding", "running", "embedded", "pending", "problem"],
                "properties": {
                  "embedding": {
                    "type": ["string", "null"],
                    "description": "The fingerprint of the model in use; null where there is none."
                  },
                  "running": { "type": "boolean" },
                  "embedded": {
                    "type": "integer", "minimum": 0,
                    "description": "Entries that the present run, or the last one since the start, has embedded."
                  },
                  "pending": {
                    "type": "integer", "minimum": 0,
                    "description": "Entries that the model was never given, of tenants whose prompts are embedded."
                  },
                  "problem": {
                    "type": ["string", "null"],
                    "description": "What the migration waits for, or why it came to a halt."
                  }
                }
              }
            }
          }
        }
        """#
}
