extension OpenAPIDocument {
    /// Health, metrics and this description.
    static let operations = #"""
        {
          "paths": {
            "/health/live": {
              "get": {
                "operationId": "checkLiveness",
                "tags": ["Operations"],
                "summary": "Whether the process runs",
                "responses": {
                  "200": {
                    "description": "It runs.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Health" }, "example": { "status": "live" }
                    } }
                  }
                }
              }
            },
            "/health/ready": {
              "get": {
                "operationId": "checkReadiness",
                "tags": ["Operations"],
                "summary": "Whether the server takes requests",
                "description": "It does when its store answers and it is not shutting down.",
                "responses": {
                  "200": {
                    "description": "It takes requests.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Health" }, "example": { "status": "ready" }
                    } }
                  },
                  "503": {
                    "description": "It does not: send requests elsewhere.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Health" },
                      "example": { "status": "failing", "reason": "The store failed." }
                    } }
                  }
                }
              }
            },
            "/metrics": {
              "get": {
                "operationId": "readMetrics",
                "tags": ["Operations"],
                "summary": "Metrics for Prometheus",
                "responses": {
                  "200": {
                    "description": "The Prometheus text format 0.0.4.",
                    "content": { "text/plain": {
                      "schema": { "type": "string" },
                      "example": "# HELP modelcache_entries Entries in the store\n# TYPE modelcache_entries \#
        gauge\nmodelcache_entries 2.0\n"
                    } }
                  }
                }
              }
            },
            "/openapi.json": {
              "get": {
                "operationId": "readDescription",
                "tags": ["Documentation"],
                "summary": "This description for programs",
                "responses": {
                  "200": {
                    "description": "An OpenAPI 3.1 document.",
                    "content": { "application/json": {
                      "schema": {
                        "type": "object", "additionalProperties": true,
                        "required": ["openapi", "info", "paths"]
                      }
                    } }
                  }
                }
              }
            },
            "/docs": {
              "get": {
                "operationId": "readDocumentation",
                "tags": ["Documentation"],
                "summary": "This description for people",
                "responses": {
                  "200": {
                    "description": "A page that needs nothing else from the network.",
                    "content": { "text/html": { "schema": { "type": "string" } } }
                  }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "Health": {
                "type": "object",
                "description": "The state of the server.",
                "required": ["status"],
                "properties": {
                  "status": { "type": "string", "enum": ["live", "ready", "failing", "shutting down"] },
                  "reason": { "type": "string", "description": "What fails." }
                }
              }
            }
          }
        }
        """#
}
