extension OpenAPIDocument {
    /// Under `/api/v1`: reports, and the query log.
    static let reports = #"""
        {
          "paths": {
            "/api/v1/report": {
              "get": {
                "operationId": "readReport",
                "tags": ["Administration"],
                "summary": "See what the cache has done",
                "description": "Hit rates over time by tier and tenant, what hits have spared, the entries that are \#
        served most, and near misses worth a look. Counts are kept by the hour, also where the query log is shed; \#
        near misses reach back as far as the query log does.\n\nTokens are those that inserts gave as `usage`, else a \#
        token for each four bytes of text. `speed_up` is the model's time for all lookups over the time that lookups and \#
        the model took for misses; it needs inserts that gave `latency`.",
                "parameters": [
                  {
                    "name": "tenant", "in": "query", "description": "Only this tenant.",
                    "example": "shop", "schema": { "type": "string" }
                  },
                  {
                    "name": "from", "in": "query",
                    "description": "From the hour of this date, time, or time ago (`12h`, `7d`) on.",
                    "schema": { "type": "string", "default": "7d" }
                  },
                  {
                    "name": "until", "in": "query", "description": "Until this moment; until now without it.",
                    "schema": { "type": "string" }
                  },
                  {
                    "name": "limit", "in": "query", "description": "How many entries and near misses are named.",
                    "schema": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 20 }
                  },
                  {
                    "name": "walls", "in": "query",
                    "description": "Whether walls are looked for too (`/api/v1/walls`), which reads all entries.",
                    "schema": { "enum": ["false", "true"], "default": "false" }
                  },
                  {
                    "name": "format", "in": "query",
                    "description": "`html` for one page with plots that needs nothing else.",
                    "schema": { "enum": ["json", "html"], "default": "json" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The report.",
                    "content": {
                      "application/json": { "schema": { "$ref": "#/components/schemas/Report" } },
                      "text/html": { "schema": { "type": "string" } }
                    }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              }
            },
            "/api/v1/log": {
              "get": {
                "operationId": "readQueryLog",
                "tags": ["Administration"],
                "summary": "Read the query log",
                "description": "Oldest rows first, a page at a time, for analysis and training.",
                "parameters": [
                  {
                    "name": "tenant", "in": "query", "description": "Only this tenant.",
                    "example": "shop", "schema": { "type": "string" }
                  },
                  {
                    "name": "from", "in": "query",
                    "description": "Rows from this date, time, or time ago (`12h`, `7d`) on.",
                    "schema": { "type": "string" }
                  },
                  {
                    "name": "cursor", "in": "query",
                    "description": "The `next_cursor` of the page before; none for the first page.",
                    "schema": { "type": "string" }
                  },
                  { "$ref": "#/components/parameters/Limit" }
                ],
                "responses": {
                  "200": {
                    "description": "A page of rows; the page after the last one is empty.",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/QueryLogPage" } } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" },
                  "500": { "$ref": "#/components/responses/InternalFailure" },
                  "503": { "$ref": "#/components/responses/Unavailable" }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "Counts": {
                "type": "object",
                "required": ["lookups", "exact_hits", "semantic_hits", "misses"],
                "properties": {
                  "lookups": { "type": "integer", "minimum": 0 },
                  "exact_hits": { "type": "integer", "minimum": 0 },
                  "semantic_hits": { "type": "integer", "minimum": 0 },
                  "misses": { "type": "integer", "minimum": 0 },
                  "hit_rate": { "type": "number", "description": "0 to 1; absent without lookups." }
                }
              },
              "Savings": {
                "type": "object",
                "required": ["prompt_tokens", "completion_tokens", "estimated_tokens", "model_seconds"],
                "properties": {
                  "prompt_tokens": { "type": "integer" },
                  "completion_tokens": { "type": "integer" },
                  "estimated_tokens": { "type": "integer", "description": "Those of both that are estimated." },
                  "model_seconds": { "type": "number", "description": "Over hits on answers that came with `latency`." }
                }
              },
              "Report": {
                "allOf": [{ "$ref": "#/components/schemas/Counts" }],
                "required": [
                  "from", "until", "miss_reasons", "saved", "entries", "interval_seconds", "intervals", "tenants",
                  "most_served", "near_misses"
                ],
                "properties": {
                  "tenant": { "type": "string" },
                  "from": { "type": "string", "format": "date-time" },
                  "until": { "type": "string", "format": "date-time" },
                  "miss_reasons": { "type": "object", "description": "Misses by their reason." },
                  "saved": { "$ref": "#/components/schemas/Savings" },
                  "lookup_seconds": { "type": "number", "description": "What a lookup takes on average." },
                  "hit_seconds": { "type": "number", "description": "What a hit takes on average." },
                  "model_seconds": { "type": "number", "description": "What the model takes on average." },
                  "speed_up": { "type": "number" },
                  "entries": { "type": "integer", "minimum": 0 },
                  "never_served_share": { "type": "number" },
                  "interval_seconds": { "enum": [3600, 86400] },
                  "intervals": { "type": "array", "items": {
                    "allOf": [{ "$ref": "#/components/schemas/Counts" }],
                    "required": ["start"],
                    "properties": { "start": { "type": "string", "format": "date-time" } }
                  } },
                  "tenants": { "type": "array", "items": {
                    "allOf": [{ "$ref": "#/components/schemas/Counts" }],
                    "required": ["tenant", "saved"],
                    "properties": {
                      "tenant": {
                        "type": ["string", "null"], "description": "Null for all that nothing was ever written for."
                      },
                      "saved": { "$ref": "#/components/schemas/Savings" }
                    }
                  } },
                  "most_served": { "type": "array", "items": {
                    "type": "object",
                    "required": ["entry_id", "tenant", "question", "hit_count"],
                    "properties": {
                      "entry_id": { "type": "integer" },
                      "tenant": { "type": "string" },
                      "question": { "type": "string" },
                      "hit_count": { "type": "integer" },
                      "last_hit_at": { "type": "string", "format": "date-time" }
                    }
                  } },
                  "near_misses": { "type": "array", "items": {
                    "allOf": [{ "$ref": "#/components/schemas/LoggedQuery" }],
                    "required": ["count"],
                    "properties": { "count": { "type": "integer", "description": "How often." } }
                  } },
                  "walls": { "type": "array", "items": { "type": "object" } }
                }
              },
              "QueryLogPage": {
                "type": "object",
                "required": ["rows", "next_cursor"],
                "properties": {
                  "rows": { "type": "array", "items": { "$ref": "#/components/schemas/LoggedQuery" } },
                  "next_cursor": { "type": ["string", "null"] }
                }
              },
              "LoggedQuery": {
                "type": "object",
                "required": ["time", "tenant", "prompt", "outcome"],
                "properties": {
                  "time": { "type": "string", "format": "date-time" },
                  "tenant": { "type": "string" },
                  "user": { "type": "string" },
                  "prompt": { "type": "string" },
                  "outcome": {
                    "type": "string", "description": "`exact`, `semantic`, the reason of a miss, or `error`."
                  },
                  "entry_id": { "type": "integer", "description": "Served, or on a miss the nearest." },
                  "question": { "type": "string", "description": "The prompt of that entry." },
                  "similarity": { "type": "number" },
                  "score": { "type": "number" },
                  "guard": { "type": "string", "description": "What forbade the nearest entry." },
                  "seconds": { "type": "number" },
                  "error_code": { "type": "integer" },
                  "detail": { "type": "string" }
                }
              }
            }
          }
        }
        """#
}
