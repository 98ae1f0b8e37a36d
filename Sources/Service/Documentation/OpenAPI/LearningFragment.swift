extension OpenAPIDocument {
    /// Under `/api/v1`: feedback, and the policy that follows from it.
    static let learning = #"""
        {
          "paths": {
            "/api/v1/feedback": {
              "post": {
                "operationId": "giveFeedback",
                "tags": ["Cache"],
                "summary": "Say whether an answer was right",
                "description": "A semantic hit that was wrong is never served again for that prompt, in either \#
        direction. A wrong exact hit, or a wrong `entry_id` alone, removes the entry. Labels also move the tenant's \#
        threshold; see `GET /api/v1/policy`.",
                "requestBody": {
                  "required": true,
                  "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/FeedbackRequest" },
                    "examples": {
                      "answer": {
                        "summary": "An answer is right for its own prompt",
                        "value": { "entry_id": 1, "correct": true }
                      },
                      "pair": {
                        "summary": "An entry would be wrong for another prompt",
                        "value": {
                          "entry_id": 1, "correct": false, "tenant": "shop",
                          "messages": [{ "role": "user", "content": "How do I return a gift?" }]
                        }
                      }
                    }
                  } }
                },
                "responses": {
                  "200": {
                    "description": "What has changed.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/FeedbackReply" },
                      "examples": {
                        "answer": { "value": { "effect": "none" } },
                        "pair": { "value": { "effect": "pair_rejected" } }
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
            "/api/v1/policy": {
              "get": {
                "operationId": "readPolicy",
                "tags": ["Administration"],
                "summary": "What may be served to a tenant, and on what grounds",
                "parameters": [
                  {
                    "name": "tenant", "in": "query", "required": true, "description": "The tenant's name.",
                    "example": "shop", "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The policy that is in force.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/Policy" },
                      "example": {
                        "tenant": "shop", "mode": "exact", "decision": "judged", "risk": 0.02,
                        "risk_of": "hits", "labels": 0, "served": 0, "reported_wrong": 0,
                        "alternatives": []
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidParameter" }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "FeedbackRequest": {
                "type": "object",
                "description": "An answer, by the hit's id, by the entry's id, or by the entry's id and the request \#
        that it was or was not right for; and the verdict.",
                "required": ["correct"],
                "oneOf": [
                  { "required": ["hit_id"] },
                  { "required": ["entry_id"] }
                ],
                "properties": {
                  "hit_id": { "type": "string", "description": "From the reply of the lookup." },
                  "entry_id": { "$ref": "#/components/schemas/EntryID" },
                  "correct": { "type": "boolean" },
                  "tenant": {
                    "$ref": "#/components/schemas/Name", "description": "Entries of other tenants are not known."
                  },
                  "user": { "$ref": "#/components/schemas/Name" },
                  "version": { "$ref": "#/components/schemas/Name" },
                  "messages": { "type": "array", "items": { "$ref": "#/components/schemas/Message" } },
                  "match": { "type": "string" },
                  "context": {},
                  "parameters": { "type": "object", "additionalProperties": true },
                  "partition": { "$ref": "#/components/schemas/Name" }
                },
                "unevaluatedProperties": false
              },
              "FeedbackReply": {
                "type": "object",
                "required": ["effect"],
                "properties": {
                  "effect": {
                    "oneOf": [
                      {
                        "const": "pair_rejected",
                        "description": "The entry is never served again for this prompt."
                      },
                      { "const": "pair_confirmed", "description": "The pair counts as a right one." },
                      { "const": "entry_removed", "description": "The answer was wrong for its own prompt." },
                      {
                        "const": "none",
                        "description": "Nothing to learn: a right exact hit, or an answer that was replaced since."
                      }
                    ]
                  }
                }
              },
              "Policy": {
                "type": "object",
                "required": ["tenant", "mode", "decision"],
                "properties": {
                  "tenant": { "type": "string" },
                  "mode": { "enum": ["off", "exact", "shadow", "semantic"] },
                  "decision": { "enum": ["judged", "similarity"] },
                  "risk": { "type": "number", "description": "The share that may be wrong." },
                  "risk_of": {
                    "enum": ["hits", "lookups"], "description": "What the risk is a share of."
                  },
                  "threshold": {
                    "type": "number",
                    "description": "What a score must reach; none when nothing can be promised, and then only identical requests are answered."
                  },
                  "grounds": { "$ref": "#/components/schemas/Grounds" },
                  "labels": { "type": "integer", "description": "Labelled scores of the tenant that count." },
                  "served": { "type": "integer", "description": "Semantic hits that were served." },
                  "reported_wrong": { "type": "integer", "description": "Those of them that were reported to be wrong." },
                  "alternatives": {
                    "type": "array", "description": "What other risks would take.",
                    "items": {
                      "type": "object",
                      "required": ["risk", "grounds"],
                      "properties": {
                        "risk": { "type": "number" },
                        "threshold": { "type": "number", "description": "None when nothing can be promised." },
                        "grounds": { "$ref": "#/components/schemas/Grounds" }
                      }
                    }
                  }
                }
              },
              "Grounds": {
                "description": "What a threshold rests on.",
                "oneOf": [
                  { "const": "shipped", "description": "The calibration that comes with the model." },
                  { "const": "labels", "description": "The tenant's own labels." },
                  {
                    "const": "drift",
                    "description": "More hits were reported to be wrong than the risk allows, so there is no threshold."
                  }
                ]
              }
            }
          }
        }
        """#
}
