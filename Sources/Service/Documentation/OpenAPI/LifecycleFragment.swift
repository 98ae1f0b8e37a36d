extension OpenAPIDocument {
    /// Correcting, deleting and restoring entries.
    static let lifecycle = #"""
        {
          "paths": {
            "/api/v1/entries/{id}": {
              "put": {
                "operationId": "correctEntry",
                "tags": ["Administration"],
                "summary": "Correct an entry",
                "description": "What is not given stays as it is. A new `answer`, a `ttl`, and setting or lifting a \#
        `pin` begin the entry's time anew.",
                "parameters": [{ "$ref": "#/components/parameters/EntryID" }],
                "requestBody": {
                  "required": true,
                  "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Correction" },
                    "example": { "tags": ["doc:returns"], "pin": true }
                  } }
                },
                "responses": {
                  "200": {
                    "description": "The entry as it is now.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Entry" },
                      "example": {
                        "id": 1, "tenant": "shop", "question": "user###How do I return an order?",
                        "messages": [{ "role": "user", "content": "How do I return an order?" }],
                        "answer": "Use the label in the parcel.",
                        "created_at": "2026-11-02T09:30:00.000Z", "modified_at": "2026-11-02T09:30:00.000Z",
                        "pin": true, "tags": ["doc:returns"], "hit_count": 1,
                        "last_hit_at": "2026-11-02T09:31:26.400Z"
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidJSON" },
                  "404": { "$ref": "#/components/responses/NoSuchEntry" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "422": { "$ref": "#/components/responses/InvalidField" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            },
            "/api/v1/entries/delete": {
              "post": {
                "operationId": "removeEntries",
                "tags": ["Administration"],
                "summary": "Delete the entries that match",
                "description": "All conditions that are given must hold, and one must be given. The deletion can be \#
        undone within `cache.undo_window`, unless `purge` is true.",
                "requestBody": {
                  "required": true,
                  "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/RemovalRequest" },
                    "examples": {
                      "count": {
                        "summary": "How many would go?",
                        "value": { "tenant": "shop", "source": "42", "dry_run": true }
                      },
                      "delete": {
                        "summary": "The answers that came from a document",
                        "value": { "tenant": "shop", "source": "42" }
                      }
                    }
                  } }
                },
                "responses": {
                  "200": {
                    "description": "How many entries were deleted; of a dry run, how many match.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Removal" },
                      "examples": {
                        "count": { "value": { "deleted": 0, "matching": 1 } },
                        "delete": { "value": { "deleted": 1, "deletion_id": 2 } }
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
              }
            },
            "/api/v1/entries/{id}/restore": {
              "post": {
                "operationId": "restoreEntry",
                "tags": ["Administration"],
                "summary": "Undo the deletion of an entry",
                "description": "It has its id, its times and its hits again.",
                "parameters": [{ "$ref": "#/components/parameters/EntryID" }],
                "responses": {
                  "200": {
                    "description": "The entry is back.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/RestoreOutcome" },
                      "example": { "restored": 1, "superseded": 0 }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "404": { "$ref": "#/components/responses/NothingToRestore" },
                  "409": {
                    "description": "Its request has been stored again since.",
                    "content": { "application/problem+json": {
                      "schema": { "$ref": "#/components/schemas/Problem" },
                      "example": {
                        "type": "urn:modelcache:problem:superseded", "title": "Conflict", "status": 409,
                        "detail": "The request of entry 1 has been stored again since; delete that entry first."
                      }
                    } }
                  },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            },
            "/api/v1/deletions/{id}/restore": {
              "post": {
                "operationId": "restoreDeletion",
                "tags": ["Administration"],
                "summary": "Undo a deletion",
                "description": "As far as its entries can still be restored. Those whose requests have been stored \#
        again since stay deleted.",
                "parameters": [
                  {
                    "name": "id", "in": "path", "required": true, "description": "The `deletion_id`.",
                    "example": 2, "schema": { "$ref": "#/components/schemas/DeletionID" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "How many entries are back.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/RestoreOutcome" },
                      "example": { "restored": 1, "superseded": 0 }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "404": { "$ref": "#/components/responses/NothingToRestore" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            }
          }
        }
        """#
}
