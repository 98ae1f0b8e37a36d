extension OpenAPIDocument {
    /// `/api/v1/entries`: store and list entries.
    static let entries = #"""
        {
          "paths": {
            "/api/v1/entries": {
              "post": {
                "operationId": "insertEntries",
                "tags": ["Cache"],
                "summary": "Store answers",
                "description": "One entry, or many in `entries`: all are stored, or none. They are durable, \#
        and lookups find them, when the reply is sent. A request that is stored already keeps its id and gets \#
        the new answer, unless `if_absent` is true.",
                "requestBody": {
                  "required": true,
                  "content": { "application/json": {
                    "schema": { "oneOf": [
                      { "$ref": "#/components/schemas/InsertRequest" },
                      { "$ref": "#/components/schemas/BatchInsertRequest" }
                    ] },
                    "examples": {
                      "one": {
                        "summary": "One entry",
                        "value": {
                          "tenant": "shop",
                          "messages": [{ "role": "user", "content": "How do I return an order?" }],
                          "answer": "Use the label in the parcel."
                        }
                      },
                      "many": {
                        "summary": "Several entries, one of them for a single user and with its documents",
                        "value": {
                          "entries": [
                            {
                              "tenant": "shop",
                              "messages": [{ "role": "user", "content": "When are you open?" }],
                              "answer": "From 9 a.m. to 6 p.m."
                            },
                            {
                              "tenant": "shop", "user": "anna", "version": "2026-10",
                              "messages": [
                                { "role": "system", "content": "You are the shop's assistant." },
                                { "role": "user", "content": "Where is my order?" }
                              ],
                              "context": ["Order 4711 left the warehouse on Monday."],
                              "parameters": { "temperature": 0 },
                              "answer": "It left our warehouse on Monday.",
                              "ttl": 3600, "tags": ["doc:42", "lang:en"]
                            }
                          ],
                          "if_absent": true
                        }
                      }
                    }
                  } }
                },
                "responses": {
                  "200": {
                    "description": "Nothing is new: all of them replaced stored ones or were there already.",
                    "headers": { "Location": { "$ref": "#/components/headers/EntryLocation" } },
                    "content": { "application/json": {
                      "schema": { "oneOf": [
                        { "$ref": "#/components/schemas/InsertOutcome" },
                        { "$ref": "#/components/schemas/BatchInsertReply" }
                      ] },
                      "examples": {
                        "again": {
                          "summary": "The same request once more", "value": { "id": 1, "status": "replaced" }
                        }
                      }
                    } }
                  },
                  "201": {
                    "description": "At least one entry is new.",
                    "headers": { "Location": { "$ref": "#/components/headers/EntryLocation" } },
                    "content": { "application/json": {
                      "schema": { "oneOf": [
                        { "$ref": "#/components/schemas/InsertOutcome" },
                        { "$ref": "#/components/schemas/BatchInsertReply" }
                      ] },
                      "examples": {
                        "one": { "value": { "id": 1, "status": "created" } },
                        "many": {
                          "value": {
                            "entries": [{ "id": 2, "status": "created" }, { "id": 3, "status": "created" }]
                          }
                        }
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidJSON" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "422": { "$ref": "#/components/responses/InvalidField" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              },
              "get": {
                "operationId": "listEntries",
                "tags": ["Administration"],
                "summary": "List entries",
                "description": "In the order of their ids, a page at a time. A page ends at its \#
        limit or at some 8 MiB of text, whichever comes first.",
                "parameters": [
                  {
                    "name": "tenant", "in": "query", "description": "Only this tenant's entries.",
                    "example": "shop", "schema": { "type": "string" }
                  },
                  {
                    "name": "tag", "in": "query", "description": "Only entries that carry this tag.",
                    "schema": { "type": "string" }
                  },
                  {
                    "name": "deleted", "in": "query",
                    "description": "Whether deleted entries that can be restored are listed in place of the others.",
                    "schema": { "type": "boolean", "default": false }
                  },
                  {
                    "name": "cursor", "in": "query",
                    "description": "The `next_cursor` of the page before; none for the first page.",
                    "schema": { "type": "string", "pattern": "^[0-9]+$" }
                  },
                  { "$ref": "#/components/parameters/Limit" }
                ],
                "responses": {
                  "200": {
                    "description": "A page of entries.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/EntryPage" },
                      "example": {
                        "entries": [
                          {
                            "id": 1, "tenant": "shop", "question": "user###How do I return an order?",
                            "messages": [{ "role": "user", "content": "How do I return an order?" }],
                            "answer": "Use the label in the parcel.",
                            "created_at": "2026-11-02T09:30:00.000Z",
                            "modified_at": "2026-11-02T09:30:00.000Z", "ttl": 2592000.0, "hit_count": 0
                          },
                          {
                            "id": 2, "tenant": "shop", "question": "user###When are you open?",
                            "messages": [{ "role": "user", "content": "When are you open?" }],
                            "answer": "From 9 a.m. to 6 p.m.",
                            "created_at": "2026-11-02T09:31:00.000Z",
                            "modified_at": "2026-11-02T09:31:00.000Z", "ttl": 2592000.0, "hit_count": 0
                          }
                        ],
                        "next_cursor": "2"
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              }
            }
          },
          "components": {
            "headers": {
              "EntryLocation": {
                "description": "The path of the entry, when one was given by itself.",
                "schema": { "type": "string" }
              }
            }
          }
        }
        """#
}
