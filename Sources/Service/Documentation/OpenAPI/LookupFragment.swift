extension OpenAPIDocument {
    /// `POST /api/v1/lookup`.
    static let lookup = #"""
        {
          "paths": {
            "/api/v1/lookup": {
              "post": {
                "operationId": "lookup",
                "tags": ["Cache"],
                "summary": "Look for an answer",
                "description": "A failure inside the cache is a miss whose `reason` names it, so that the \#
        caller can always go on and ask its model.",
                "requestBody": {
                  "required": true,
                  "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/LookupRequest" },
                    "examples": {
                      "hit": {
                        "summary": "A question that has been answered",
                        "value": {
                          "tenant": "shop",
                          "messages": [{ "role": "user", "content": "How do I return an order?" }]
                        }
                      },
                      "miss": {
                        "summary": "A new question",
                        "value": {
                          "tenant": "shop",
                          "messages": [{ "role": "user", "content": "Do you ship to Norway?" }]
                        }
                      }
                    }
                  } }
                },
                "responses": {
                  "200": {
                    "description": "A hit with its answer, or a miss with its reason.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/LookupReply" },
                      "examples": {
                        "hit": {
                          "value": {
                            "hit": true, "answer": "Use the label in the parcel.", "entry_id": 1,
                            "hit_id": "AQAAAAAAAAAAAQAAAaGbmB3A47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV_wAAA47DEQg", "tier": "exact", "similarity": 1.0,
                            "question": "user###How do I return an order?", "age_seconds": 86.4,
                            "seconds": 0.00021
                          }
                        },
                        "miss": { "value": { "hit": false, "reason": "no_entry", "seconds": 0.00012 } },
                        "vetoed": {
                          "summary": "A miss because a guard objects",
                          "value": {
                            "hit": false, "reason": "vetoed",
                            "nearest": {
                              "entry_id": 1, "similarity": 0.9871, "score": 0.74,
                              "veto": { "guard": "numbers", "reason": "4711 is not 4712" }
                            },
                            "threshold": 0.94, "seconds": 0.0041
                          }
                        },
                        "belowThreshold": {
                          "summary": "A miss in semantic mode",
                          "value": {
                            "hit": false, "reason": "below_threshold",
                            "nearest": { "entry_id": 1, "similarity": 0.8134, "score": 0.31 },
                            "threshold": 0.94,
                            "seconds": 0.0041
                          }
                        }
                      }
                    } }
                  },
                  "400": { "$ref": "#/components/responses/InvalidJSON" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "422": { "$ref": "#/components/responses/InvalidField" }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "LookupRequest": {
                "type": "object",
                "description": "The request to look for.",
                "allOf": [{ "$ref": "#/components/schemas/CacheRequest" }],
                "properties": {
                  "policy": { "$ref": "#/components/schemas/Tightening" },
                  "tags": {
                    "$ref": "#/components/schemas/Tags",
                    "description": "Only entries that carry all of them are served."
                  }
                },
                "unevaluatedProperties": false
              },
              "Tightening": {
                "type": "object",
                "description": "What this lookup asks for beyond its tenant's policy. It can only make fewer hits: \#
        a looser value than the tenant's changes nothing.",
                "properties": {
                  "exact_only": { "type": "boolean", "description": "Only identical requests." },
                  "risk": {
                    "type": "number", "minimum": 0, "maximum": 0.5,
                    "description": "The share of served semantic hits that may be wrong."
                  },
                  "threshold": {
                    "type": "number", "minimum": 0, "maximum": 1,
                    "description": "The lowest score that is served; a cosine where the tenant's decision is `similarity`."
                  }
                },
                "additionalProperties": false
              },
              "LookupReply": {
                "oneOf": [
                  { "$ref": "#/components/schemas/Hit" }, { "$ref": "#/components/schemas/Miss" }
                ]
              },
              "Hit": {
                "type": "object",
                "description": "A stored answer that may be used.",
                "required": [
                  "hit", "answer", "entry_id", "hit_id", "tier", "similarity", "question", "age_seconds", "seconds"
                ],
                "properties": {
                  "hit": { "const": true },
                  "answer": { "type": "string" },
                  "entry_id": { "$ref": "#/components/schemas/EntryID" },
                  "hit_id": { "$ref": "#/components/schemas/HitID" },
                  "tier": { "$ref": "#/components/schemas/Tier" },
                  "similarity": { "$ref": "#/components/schemas/Similarity" },
                  "score": { "$ref": "#/components/schemas/Score" },
                  "threshold": { "$ref": "#/components/schemas/ScoreThreshold" },
                  "question": {
                    "type": "string",
                    "description": "The stored messages on one line: `role###content`, joined by `|||`."
                  },
                  "age_seconds": {
                    "type": "number", "minimum": 0, "description": "Since the answer was last written."
                  },
                  "stale": { "$ref": "#/components/schemas/Stale" },
                  "refresh": { "$ref": "#/components/schemas/Refresh" },
                  "seconds": { "$ref": "#/components/schemas/LookupSeconds" }
                }
              },
              "Stale": {
                "const": true,
                "description": "There when the answer has expired and is served within its stale time."
              },
              "Refresh": {
                "type": "boolean",
                "description": "Of a stale answer: whether this caller should ask its model and store the fresh one. One \#
        caller in half a minute is told so."
              },
              "Miss": {
                "type": "object",
                "description": "No answer, and why.",
                "required": ["hit", "reason", "seconds"],
                "properties": {
                  "hit": { "const": false },
                  "reason": { "$ref": "#/components/schemas/MissReason" },
                  "nearest": { "$ref": "#/components/schemas/Neighbour" },
                  "threshold": { "$ref": "#/components/schemas/ScoreThreshold" },
                  "hit_id": { "$ref": "#/components/schemas/HitID" },
                  "seconds": { "$ref": "#/components/schemas/LookupSeconds" }
                }
              },
              "HitID": {
                "type": "string",
                "description": "Names this hit for `POST /api/v1/feedback`. In shadow mode a miss carries the one of \#
        the hit that it would have been."
              },
              "Neighbour": {
                "type": "object",
                "description": "The entry that came nearest to being served.",
                "required": ["entry_id", "similarity", "score"],
                "properties": {
                  "entry_id": { "$ref": "#/components/schemas/EntryID" },
                  "similarity": { "$ref": "#/components/schemas/Similarity" },
                  "score": { "$ref": "#/components/schemas/Score" },
                  "veto": { "$ref": "#/components/schemas/Veto" },
                  "verifier": {
                    "type": "number",
                    "description": "What the verifier says, if it was asked: the logarithm of the odds, one piece of evidence in the score."
                  }
                }
              },
              "Score": {
                "type": "number",
                "description": "What decided: the calibrated probability that both prompts want the same answer, or the similarity where the tenant's decision is `similarity`."
              },
              "ScoreThreshold": {
                "type": "number", "description": "The score that a hit needs."
              },
              "Veto": {
                "type": "object",
                "description": "The guard that forbids to serve the entry, whatever its score.",
                "required": ["guard", "reason"],
                "properties": {
                  "guard": { "type": "string" },
                  "reason": { "type": "string", "description": "What differs, for people." }
                }
              },
              "MissReason": {
                "description": "Why a lookup is a miss.",
                "oneOf": [
                  { "const": "no_entry", "description": "Nothing stored is comparable." },
                  { "const": "below_threshold", "description": "The nearest entry's score is too low." },
                  {
                    "const": "vetoed",
                    "description": "A guard forbids the nearest entries: a number differs, or a negation."
                  },
                  {
                    "const": "volatile",
                    "description": "The prompt asks for what changes or is the asker's own, and there is no fresh answer."
                  },
                  {
                    "const": "risk_unattainable",
                    "description": "The risk that the tenant allows cannot be promised."
                  },
                  {
                    "const": "drift",
                    "description": "Too many semantic hits were reported to be wrong, so only identical requests are answered."
                  },
                  {
                    "const": "other_context",
                    "description": "Prompts are alike, but the system prompts or earlier turns around them are not."
                  },
                  {
                    "const": "refused_by_verifier",
                    "description": "The verifier was asked, and with what it says the nearest entry's score is too low."
                  },
                  { "const": "shadow", "description": "A hit, but the tenant is in shadow mode." },
                  { "const": "off", "description": "The tenant's cache is switched off." },
                  { "const": "unreadable_text", "description": "The model does not know most of the words." },
                  { "const": "text_too_long", "description": "The text is longer than what is embedded." },
                  { "const": "busy", "description": "Too much work is waiting." },
                  { "const": "lookup_budget", "description": "It would have taken longer than a lookup may take." },
                  { "const": "embedding_failed", "description": "The embedding model failed." },
                  { "const": "search_failed", "description": "The vector index failed." },
                  { "const": "decision_failed", "description": "The judge failed." },
                  {
                    "const": "verifier_budget",
                    "description": "The verifier would have taken longer than a lookup may wait for it."
                  },
                  { "const": "verifier_failed", "description": "The verifier failed." },
                  { "const": "store_failed", "description": "The stored answer could not be read." }
                ]
              },
              "Tier": {
                "description": "Which part of the cache answered.",
                "oneOf": [
                  { "const": "exact", "description": "The request is identical to a stored one." },
                  { "const": "semantic", "description": "It asks for the same in other words." }
                ]
              },
              "Similarity": {
                "type": "number", "minimum": -1, "maximum": 1,
                "description": "The cosine of the two prompts, with four digits; 1 for an identical request."
              },
              "LookupSeconds": {
                "type": "number", "minimum": 0, "description": "How long the lookup took in the cache."
              }
            }
          }
        }
        """#
}
