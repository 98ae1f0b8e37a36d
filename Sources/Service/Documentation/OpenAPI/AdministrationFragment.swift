extension OpenAPIDocument {
    /// Under `/api/v1`: one entry, statistics, users and tenants.
    static let administration = #"""
        {
          "paths": {
            "/api/v1/entries/{id}": {
              "get": {
                "operationId": "readEntry",
                "tags": ["Administration"],
                "summary": "Read an entry",
                "parameters": [{ "$ref": "#/components/parameters/EntryID" }],
                "responses": {
                  "200": {
                    "description": "The entry.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Entry" },
                      "example": {
                        "id": 1, "tenant": "shop", "question": "user###How do I return an order?",
                        "messages": [{ "role": "user", "content": "How do I return an order?" }],
                        "answer": "Use the label in the parcel.",
                        "created_at": "2026-11-02T09:30:00.000Z",
                        "modified_at": "2026-11-02T09:30:00.000Z", "pin": true, "tags": ["doc:returns"], "hit_count": 1,
                        "last_hit_at": "2026-11-02T09:31:26.400Z"
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "404": { "$ref": "#/components/responses/NoSuchEntry" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              },
              "delete": {
                "operationId": "removeEntry",
                "tags": ["Administration"],
                "summary": "Delete an entry",
                "description": "It can be restored within `cache.undo_window`. Its id is never used for another.",
                "parameters": [
                  { "$ref": "#/components/parameters/EntryID" },
                  {
                    "name": "purge", "in": "query",
                    "description": "Whether it is removed at once and for good, also if it was deleted before.",
                    "schema": { "type": "boolean", "default": false }
                  }
                ],
                "responses": {
                  "204": { "description": "The entry is gone." },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "404": { "$ref": "#/components/responses/NoSuchEntry" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            },
            "/api/v1/stats": {
              "get": {
                "operationId": "readStatistics",
                "tags": ["Administration"],
                "summary": "Count entries, hits and misses",
                "responses": {
                  "200": {
                    "description": "The figures of the server and its store.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Statistics" },
                      "example": {
                        "version": "\#(ServiceVersion.current)", "uptime_seconds": 3600.25, "entries": 3,
                        "tenants": 1, "deleted_entries": 0, "purged": 0, "store_bytes": 65536, "answer_memory_bytes": 1024,
                        "journal_queue": 0, "hits": 1, "misses": 1, "hit_rate": 0.5,
                        "embeddings": [{ "embedding": null, "entries": 3, "in_use": false }],
                        "eviction": "s3-fifo", "capacity_entries": 1000000, "entry_bytes": 900,
                        "eviction_bytes": 1200, "evicted": 0, "expired": 0
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              }
            },
            "/api/v1/walls": {
              "get": {
                "operationId": "findWalls",
                "tags": ["Administration"],
                "summary": "Find walls that cost hits",
                "description": "Partitions that differ only by something in their system prompts which could be \#
        masked. Goes through all entries.",
                "parameters": [
                  {
                    "name": "tenant", "in": "query", "description": "Only in this tenant.",
                    "example": "shop", "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "What a further mask would bring together; what costs most comes first.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Walls" },
                      "example": {
                        "walls": [{ "tenant": "shop", "mask": "emails", "partitions": 3812, "remaining": 1 }]
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              }
            },
            "/api/v1/tenants": {
              "get": {
                "operationId": "listTenants",
                "tags": ["Administration"],
                "summary": "List tenants",
                "description": "In the order of their names' bytes, a page at a time.",
                "parameters": [
                  {
                    "name": "cursor", "in": "query",
                    "description": "The `next_cursor` of the page before; none for the first page.",
                    "schema": { "type": "string" }
                  },
                  { "$ref": "#/components/parameters/Limit" }
                ],
                "responses": {
                  "200": {
                    "description": "A page of tenants.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/TenantPage" },
                      "example": {
                        "tenants": [
                          { "name": "shop", "entries": 3, "created_at": "2026-11-02T09:30:00.000Z" }
                        ],
                        "next_cursor": null
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              }
            },
            "/api/v1/users/{user}": {
              "delete": {
                "operationId": "removeUser",
                "tags": ["Administration"],
                "summary": "Remove everything that is kept of a user",
                "description": "Entries and query log, in one tenant or in all. A user of whom nothing is \#
        kept is no error.",
                "parameters": [
                  {
                    "name": "user", "in": "path", "required": true, "description": "The user's name.",
                    "example": "anna", "schema": { "$ref": "#/components/schemas/Name" }
                  },
                  {
                    "name": "tenant", "in": "query", "description": "Only in this tenant.",
                    "example": "shop", "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "They are gone.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Removal" }, "example": { "deleted": 1 }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            },
            "/api/v1/tenants/{tenant}": {
              "delete": {
                "operationId": "removeTenant",
                "tags": ["Administration"],
                "summary": "Remove a tenant",
                "description": "With its entries and its query log. An unknown tenant is no error.",
                "parameters": [
                  {
                    "name": "tenant", "in": "path", "required": true, "description": "The tenant's name.",
                    "example": "shop", "schema": { "$ref": "#/components/schemas/Name" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "It is gone.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Removal" }, "example": { "deleted": 2 }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" },
                  "507": { "$ref": "#/components/responses/StoreFull" }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "Statistics": {
                "type": "object",
                "description": "Figures of the server and its store.",
                "required": [
                  "version", "uptime_seconds", "entries", "tenants", "store_bytes", "answer_memory_bytes",
                  "journal_queue", "hits", "misses", "hit_rate", "embeddings"
                ],
                "properties": {
                  "version": { "type": "string", "description": "Of the server." },
                  "uptime_seconds": { "type": "number", "minimum": 0 },
                  "entries": { "type": "integer", "minimum": 0 },
                  "tenants": { "type": "integer", "minimum": 0 },
                  "store_bytes": {
                    "type": "integer", "minimum": 0,
                    "description": "Size of the store on disk; 0 when it is in memory."
                  },
                  "answer_memory_bytes": {
                    "type": "integer", "minimum": 0, "description": "Size of the answers kept in memory."
                  },
                  "journal_queue": {
                    "type": "integer", "minimum": 0,
                    "description": "Rows of the query log that wait to be written."
                  },
                  "hits": { "type": "integer", "minimum": 0, "description": "Since the server started." },
                  "misses": { "type": "integer", "minimum": 0, "description": "Since the server started." },
                  "hit_rate": {
                    "type": "number", "minimum": 0, "maximum": 1,
                    "description": "Hits in all lookups, with four digits."
                  },
                  "embeddings": {
                    "type": "array", "description": "How many entries each embedding model was given.",
                    "items": {
                      "type": "object",
                      "required": ["embedding", "entries", "in_use"],
                      "properties": {
                        "embedding": {
                          "type": ["string", "null"],
                          "description": "The model's fingerprint; null for entries that no model was given."
                        },
                        "entries": { "type": "integer", "minimum": 1 },
                        "in_use": {
                          "type": "boolean",
                          "description": "Whether it is the server's model: others' entries are found by \#
        identical requests only."
                        }
                      }
                    }
                  },
                  "eviction": { "type": "string", "description": "The policy, as `cache.eviction`." },
                  "capacity_entries": { "type": "integer", "minimum": 1, "description": "Entries of all tenants." },
                  "capacity_bytes": {
                    "type": "integer", "minimum": 1,
                    "description": "Bytes of all entries; missing when there is no bound."
                  },
                  "entry_bytes": {
                    "type": "integer", "minimum": 0,
                    "description": "Bytes of all entries, as they count against the capacity."
                  },
                  "deleted_entries": {
                    "type": "integer", "minimum": 0, "description": "Entries that are deleted and can be restored."
                  },
                  "purged": {
                    "type": "integer", "minimum": 0,
                    "description": "Deleted entries, and rows of removed tenants, that were removed for good since the \#
        server started."
                  },
                  "eviction_bytes": {
                    "type": "integer", "minimum": 0, "description": "Memory of the eviction policies."
                  },
                  "evicted": {
                    "type": "integer", "minimum": 0,
                    "description": "Entries that were removed for others since the server started."
                  },
                  "expired": {
                    "type": "integer", "minimum": 0,
                    "description": "Entries that were removed because they had expired since the server started."
                  }
                }
              },
              "Walls": {
                "type": "object",
                "description": "Walls that cost hits.",
                "required": ["walls"],
                "properties": {
                  "walls": { "type": "array", "items": {
                    "type": "object",
                    "required": ["tenant", "mask", "partitions", "remaining"],
                    "properties": {
                      "tenant": { "type": "string" },
                      "mask": { "type": "string", "description": "What to add to the tenant's `mask`." },
                      "partitions": {
                        "type": "integer", "minimum": 2,
                        "description": "Partitions that differ only by what the mask blanks."
                      },
                      "remaining": {
                        "type": "integer", "minimum": 1, "description": "How many would be left of them."
                      }
                    }
                  } }
                }
              },
              "Tenant": {
                "type": "object",
                "description": "A tenant and the size of its cache.",
                "required": ["name", "entries", "created_at"],
                "properties": {
                  "name": { "type": "string" },
                  "entries": { "type": "integer", "minimum": 0 },
                  "created_at": { "type": "string", "format": "date-time" }
                }
              },
              "TenantPage": {
                "type": "object",
                "description": "A page of tenants.",
                "required": ["tenants", "next_cursor"],
                "properties": {
                  "tenants": { "type": "array", "items": { "$ref": "#/components/schemas/Tenant" } },
                  "next_cursor": { "$ref": "#/components/schemas/NextCursor" }
                }
              }
            }
          }
        }
        """#
}
