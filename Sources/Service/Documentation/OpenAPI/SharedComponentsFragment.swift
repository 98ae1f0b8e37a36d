extension OpenAPIDocument {
    /// What several paths use: parameters, headers, problem documents and the replies that hold them.
    static let sharedComponents = #"""
        {
          "components": {
            "parameters": {
              "RequestID": {
                "name": "X-Request-Id", "in": "header",
                "description": "The caller's id for this request; others than 1 to 128 visible ASCII \#
        characters are replaced by one of the server's.",
                "schema": { "type": "string", "pattern": "^[!-~]{1,128}$" }
              },
              "Limit": {
                "name": "limit", "in": "query", "description": "The size of the page.", "example": 2,
                "schema": {
                  "type": "integer", "minimum": 1, "maximum": \#(NativeRoutes.maximumPageSize),
                  "default": \#(NativeRoutes.defaultPageSize)
                }
              },
              "EntryID": {
                "name": "id", "in": "path", "required": true, "description": "The id of the entry.",
                "example": 1, "schema": { "$ref": "#/components/schemas/EntryID" }
              }
            },
            "headers": {
              "RequestID": {
                "description": "The id of the request: the caller's own or a new one.",
                "schema": { "type": "string" }
              },
              "RetryAfter": {
                "description": "Seconds to wait before trying again.",
                "schema": { "type": "integer", "minimum": 0 }
              }
            },
            "schemas": {
              "Problem": {
                "type": "object",
                "description": "An error (RFC 9457).",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                  "type": {
                    "type": "string",
                    "description": "What went wrong, for programs.",
                    "enum": [
                      "urn:modelcache:problem:invalid-json", "urn:modelcache:problem:invalid-field",
                      "urn:modelcache:problem:invalid-parameter", "urn:modelcache:problem:bad-request",
                      "urn:modelcache:problem:body-too-large", "urn:modelcache:problem:no-such-entry",
                      "urn:modelcache:problem:nothing-to-restore", "urn:modelcache:problem:superseded",
                      "urn:modelcache:problem:no-such-import", "urn:modelcache:problem:no-such-route",
                      "urn:modelcache:problem:entry-too-large", "urn:modelcache:problem:no-embedder",
                      "urn:modelcache:problem:busy",
                      "urn:modelcache:problem:shutting-down", "urn:modelcache:problem:store-full",
                      "urn:modelcache:problem:store-read-only",
                      "urn:modelcache:problem:internal-failure", "urn:modelcache:problem:http-error"
                    ]
                  },
                  "title": { "type": "string", "description": "The name of the HTTP status." },
                  "status": { "type": "integer", "description": "The HTTP status." },
                  "detail": { "type": "string", "description": "What went wrong, in a sentence for people." },
                  "pointer": {
                    "type": "string", "description": "The field that is wrong, as a JSON pointer into the body."
                  },
                  "parameter": { "type": "string", "description": "The parameter that is wrong." }
                }
              }
            },
            "responses": {
              "InvalidParameter": {
                "description": "A parameter is wrong; `parameter` names it.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:invalid-parameter", "title": "Bad Request", "status": 400,
                    "detail": "limit must be a whole number from 1 to 1000.", "parameter": "limit"
                  }
                } }
              },
              "InvalidJSON": {
                "description": "The body is not valid JSON, or the URL has a parameter.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:invalid-json", "title": "Bad Request", "status": 400,
                    "detail": "The body is not valid JSON: the text ends too early at byte 20."
                  }
                } }
              },
              "NoSuchEntry": {
                "description": "There is no such entry.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:no-such-entry", "title": "Not Found", "status": 404,
                    "detail": "There is no entry 17."
                  }
                } }
              },
              "BodyTooLarge": {
                "description": "The body is larger than `server.body_limit`, 8 MiB by default.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:body-too-large", "title": "Content Too Large",
                    "status": 413, "detail": "The body is larger than 8388608 bytes."
                  }
                } }
              },
              "InvalidField": {
                "description": "A field is missing, wrong or unknown; `pointer` names it.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:invalid-field", "title": "Unprocessable Content",
                    "status": 422, "detail": "tenant is missing.", "pointer": "/tenant"
                  }
                } }
              },
              "InternalFailure": {
                "description": "The server failed; its log has the reason under the request's id.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:internal-failure", "title": "Internal Server Error",
                    "status": 500, "detail": "The store failed."
                  }
                } }
              },
              "Unavailable": {
                "description": "Too much work is waiting, or the server is shutting down. Try again later.",
                "headers": { "Retry-After": { "$ref": "#/components/headers/RetryAfter" } },
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:busy", "title": "Service Unavailable", "status": 503,
                    "detail": "Too much work is waiting; try again."
                  }
                } }
              },
              "StoreFull": {
                "description": "No space is left for the store, or it cannot be written to. Nothing was written.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:store-full", "title": "Insufficient Storage",
                    "status": 507, "detail": "No space is left for the store."
                  }
                } }
              }
            }
          }
        }
        """#
}
