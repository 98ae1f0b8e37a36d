extension OpenAPIDocument {
    /// Under `/api/v1`: entries on their way from one store to another.
    static let transfer = #"""
        {
          "paths": {
            "/api/v1/export": {
              "get": {
                "operationId": "exportEntries",
                "tags": ["Transfer"],
                "summary": "Export entries",
                "description": "One JSON object a line: the fields of an insert with the entry's id, times and hits. \#
        A reply that breaks off is not complete.",
                "parameters": [
                  {
                    "name": "tenant", "in": "query", "description": "Only of this tenant.", "example": "shop",
                    "schema": { "type": "string" }
                  },
                  {
                    "name": "vectors", "in": "query", "description": "With their vectors.", "example": "true",
                    "schema": { "type": "string", "enum": ["true", "false"], "default": "false" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The entries in the order of their ids.",
                    "content": { "application/x-ndjson": { "schema": { "type": "string" } } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              }
            },
            "/api/v1/import": {
              "post": {
                "operationId": "importEntries",
                "tags": ["Transfer"],
                "summary": "Import entries",
                "description": "Takes lines as an export writes them, up to the limit of a body. A line that is \#
        broken is reported and does not hold up the others. Importing the same lines again changes nothing.",
                "parameters": [
                  {
                    "name": "tenant", "in": "query", "description": "In place of the tenants that the lines name.",
                    "example": "shop", "schema": { "type": "string" }
                  },
                  {
                    "name": "mode", "in": "query",
                    "description": "What becomes of a request that is stored already: the answer that was written \#
        later stays (newer), the imported one comes (replace), the stored one stays (absent).",
                    "example": "newer",
                    "schema": { "type": "string", "enum": ["newer", "replace", "absent"], "default": "newer" }
                  },
                  {
                    "name": "trust_vectors", "in": "query",
                    "description": "Vectors that do not say which model made them count as the model's in use.",
                    "example": "true", "schema": { "type": "string", "enum": ["true", "false"], "default": "false" }
                  },
                  {
                    "name": "dry_run", "in": "query", "description": "Only read the lines.", "example": "true",
                    "schema": { "type": "string", "enum": ["true", "false"], "default": "false" }
                  }
                ],
                "requestBody": {
                  "required": true,
                  "content": { "application/x-ndjson": { "schema": { "type": "string" } } }
                },
                "responses": {
                  "200": {
                    "description": "What became of the lines.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/ImportReport" },
                      "example": {
                        "created": 499, "replaced": 0, "existing": 0, "expired": 0, "valid": 0,
                        "rejected": [{ "line": 17, "reason": "answer is missing." }]
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            },
            "/api/v1/import/{source}": {
              "get": {
                "operationId": "readImport",
                "tags": ["Transfer"],
                "summary": "See how far an import has come",
                "parameters": [{ "$ref": "#/components/parameters/ImportSource" }],
                "responses": {
                  "200": {
                    "description": "The place up to which everything is stored or was refused.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/ImportCheckpoint" },
                      "example": { "position": 1048576, "line": 500, "rejected": 1 }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "404": {
                    "description": "No import of this source was begun.",
                    "content": { "application/problem+json": {
                      "schema": { "$ref": "#/components/schemas/Problem" },
                      "example": {
                        "type": "urn:modelcache:problem:no-such-import", "title": "Not Found", "status": 404,
                        "detail": "No import of this source was begun."
                      }
                    } }
                  },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              },
              "put": {
                "operationId": "saveImport",
                "tags": ["Transfer"],
                "summary": "Note how far an import has come",
                "description": "For clients that import a source in parts, so that a broken import goes on. Forgotten \#
        after a month.",
                "parameters": [{ "$ref": "#/components/parameters/ImportSource" }],
                "requestBody": {
                  "required": true,
                  "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/ImportCheckpoint" },
                    "example": { "position": 1048576, "line": 500, "rejected": 1 }
                  } }
                },
                "responses": {
                  "200": {
                    "description": "It is noted.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/ImportCheckpoint" },
                      "example": { "position": 1048576, "line": 500, "rejected": 1 }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidJSON" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "422": { "$ref": "#/components/responses/InvalidField" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            }
          },
          "components": {
            "parameters": {
              "ImportSource": {
                "name": "source", "in": "path", "required": true,
                "description": "What is imported: a SHA-256 value that the client makes, in hexadecimal.",
                "example": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "schema": { "type": "string", "minLength": 64, "maxLength": 64 }
              }
            },
            "schemas": {
              "ImportCheckpoint": {
                "type": "object",
                "description": "How far an import has come.",
                "required": ["position", "line", "rejected"],
                "additionalProperties": false,
                "properties": {
                  "position": { "type": "integer", "minimum": 0, "description": "Where to go on." },
                  "line": { "type": "integer", "minimum": 0, "description": "Lines before that place." },
                  "rejected": { "type": "integer", "minimum": 0, "description": "How many of them were refused." }
                }
              },
              "ImportReport": {
                "type": "object",
                "description": "How many lines had which fate.",
                "required": ["created", "replaced", "existing", "expired", "valid", "rejected"],
                "properties": {
                  "created": { "type": "integer", "minimum": 0 },
                  "replaced": { "type": "integer", "minimum": 0 },
                  "existing": { "type": "integer", "minimum": 0, "description": "Stored already and left alone." },
                  "expired": { "type": "integer", "minimum": 0, "description": "Left out: their time was over." },
                  "valid": { "type": "integer", "minimum": 0, "description": "In a dry run." },
                  "rejected": {
                    "type": "array",
                    "items": {
                      "type": "object", "required": ["line", "reason"],
                      "properties": {
                        "line": { "type": "integer", "minimum": 1, "description": "Counted from 1." },
                        "reason": { "type": "string", "description": "What is wrong, in a sentence." }
                      }
                    }
                  }
                }
              }
            }
          }
        }
        """#
}
