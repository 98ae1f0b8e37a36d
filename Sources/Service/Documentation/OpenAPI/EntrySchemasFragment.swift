extension OpenAPIDocument {
    /// What a request to the cache is made of, and what an entry is.
    static let entrySchemas = #"""
        {
          "components": {
            "schemas": {
              "CacheRequest": {
                "type": "object",
                "description": "A prompt with everything that its answer depends on. `messages` must not be \#
        empty, unless `match` is given.",
                "required": ["tenant"],
                "anyOf": [
                  { "required": ["match"] },
                  { "required": ["messages"], "properties": { "messages": { "minItems": 1 } } }
                ],
                "properties": {
                  "tenant": {
                    "$ref": "#/components/schemas/Name",
                    "description": "The owner of the entry: an application or a team. Compared byte for byte."
                  },
                  "user": {
                    "$ref": "#/components/schemas/Name",
                    "description": "Entries of a user are served to that user only. Requests that name no user \#
        share a scope of their own."
                  },
                  "version": {
                    "$ref": "#/components/schemas/Name",
                    "description": "The version of the model or of the application; must be identical."
                  },
                  "messages": {
                    "type": "array", "items": { "$ref": "#/components/schemas/Message" },
                    "description": "The conversation, oldest message first. The last message of the user may \#
        be matched by meaning; all others must be identical."
                  },
                  "match": {
                    "type": "string",
                    "description": "The text to match by meaning in place of the last message. All messages \#
        must then be identical."
                  },
                  "context": {
                    "description": "Any JSON that must be identical: retrieved documents, tools."
                  },
                  "parameters": {
                    "type": "object", "additionalProperties": true,
                    "description": "Parameters of the model that change the answer; must be identical."
                  },
                  "partition": {
                    "$ref": "#/components/schemas/Name",
                    "description": "A wall of the caller's own: in place of system prompt, history, context and \#
        parameters, this key must be identical. Tenant, user and version still count."
                  }
                }
              },
              "InsertRequest": {
                "type": "object",
                "description": "A request with its answer.",
                "allOf": [{ "$ref": "#/components/schemas/CacheRequest" }],
                "required": ["answer"],
                "properties": {
                  "answer": { "$ref": "#/components/schemas/Answer" },
                  "ttl": { "$ref": "#/components/schemas/TimeToLive" },
                  "usage": { "$ref": "#/components/schemas/ModelUsage" },
                  "latency": { "$ref": "#/components/schemas/ModelLatency" },
                  "sliding": { "$ref": "#/components/schemas/Sliding" },
                  "stale_for": { "$ref": "#/components/schemas/StaleFor" },
                  "pin": { "$ref": "#/components/schemas/Pin" },
                  "tags": { "$ref": "#/components/schemas/Tags" },
                  "metadata": { "$ref": "#/components/schemas/Metadata" },
                  "if_absent": { "$ref": "#/components/schemas/IfAbsent" }
                },
                "unevaluatedProperties": false
              },
              "BatchInsertRequest": {
                "type": "object",
                "description": "Requests with their answers; they may belong to several tenants.",
                "required": ["entries"],
                "properties": {
                  "entries": {
                    "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/NewEntry" }
                  },
                  "if_absent": { "$ref": "#/components/schemas/IfAbsent" }
                },
                "additionalProperties": false
              },
              "NewEntry": {
                "type": "object",
                "description": "One of the entries of a batch.",
                "allOf": [{ "$ref": "#/components/schemas/CacheRequest" }],
                "required": ["answer"],
                "properties": {
                  "answer": { "$ref": "#/components/schemas/Answer" },
                  "ttl": { "$ref": "#/components/schemas/TimeToLive" },
                  "usage": { "$ref": "#/components/schemas/ModelUsage" },
                  "latency": { "$ref": "#/components/schemas/ModelLatency" },
                  "sliding": { "$ref": "#/components/schemas/Sliding" },
                  "stale_for": { "$ref": "#/components/schemas/StaleFor" },
                  "pin": { "$ref": "#/components/schemas/Pin" },
                  "tags": { "$ref": "#/components/schemas/Tags" },
                  "metadata": { "$ref": "#/components/schemas/Metadata" }
                },
                "unevaluatedProperties": false
              },
              "Name": { "type": "string", "minLength": 1, "maxLength": \#(NameDecoding.maximumLength) },
              "Answer": { "type": "string", "description": "What the model answered; may be empty." },
              "ModelUsage": {
                "type": "object",
                "description": "Tokens that the answer took, as the model's service reports them: OpenAI's names or \#
        Anthropic's (`input_tokens`, `output_tokens`). Other members are passed over. Reports add up what hits spare.",
                "properties": {
                  "prompt_tokens": { "type": "integer", "minimum": 0, "maximum": 1000000000 },
                  "completion_tokens": { "type": "integer", "minimum": 0, "maximum": 1000000000 }
                }
              },
              "ModelLatency": {
                "type": "number", "minimum": 0, "maximum": 86400,
                "description": "Seconds that the model took for the answer."
              },
              "IfAbsent": {
                "type": "boolean", "default": false,
                "description": "Whether answers that are stored already are left alone."
              },
              "Message": {
                "type": "object",
                "description": "One turn of a conversation. Other fields (`name`, `tool_calls`) are kept and \#
        must be identical.",
                "properties": {
                  "role": { "type": "string", "default": "" },
                  "content": {
                    "type": ["string", "array", "null"], "default": "",
                    "items": { "$ref": "#/components/schemas/TextPart" },
                    "description": "Text, or text parts, which are joined by line feeds. It may be null when \#
        the message has other fields, such as `tool_calls`."
                  }
                },
                "additionalProperties": true
              },
              "TextPart": {
                "type": "object",
                "description": "A part of a message's content.",
                "required": ["type", "text"],
                "properties": { "type": { "const": "text" }, "text": { "type": "string" } }
              },
              "TimeToLive": {
                "type": "number", "minimum": 1, "maximum": 3155760000,
                "description": "Seconds for which the answer is served after it was written, at most the tenant's \#
        `ttl_maximum`. The tenant's `ttl` if it is missing."
              },
              "EntryID": {
                "type": "integer", "format": "int64",
                "description": "The number of an entry; never used again after a removal."
              },
              "InsertOutcome": {
                "type": "object",
                "description": "What became of one entry.",
                "required": ["id", "status"],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EntryID" },
                  "status": {
                    "oneOf": [
                      { "const": "created", "description": "The entry is new." },
                      { "const": "replaced", "description": "A stored entry got the new answer." },
                      { "const": "exists", "description": "A stored entry was left alone." }
                    ]
                  }
                }
              },
              "BatchInsertReply": {
                "type": "object",
                "description": "What became of the entries of a batch.",
                "required": ["entries"],
                "properties": {
                  "entries": {
                    "type": "array", "items": { "$ref": "#/components/schemas/InsertOutcome" },
                    "description": "One for each entry of the request, in their order."
                  }
                }
              },
              "Entry": {
                "type": "object",
                "description": "An entry as it is stored.",
                "required": [
                  "id", "tenant", "question", "messages", "answer", "created_at", "modified_at", "hit_count"
                ],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EntryID" },
                  "tenant": { "type": "string" },
                  "user": { "type": "string" },
                  "version": { "type": "string" },
                  "question": {
                    "type": "string",
                    "description": "The messages on one line: `role###content`, joined by `|||`."
                  },
                  "messages": {
                    "type": "array", "items": { "$ref": "#/components/schemas/StoredMessage" }
                  },
                  "match": { "type": "string" },
                  "context": { "description": "Any JSON." },
                  "parameters": { "type": "object", "additionalProperties": true },
                  "partition": { "type": "string" },
                  "answer": { "$ref": "#/components/schemas/Answer" },
                  "created_at": { "type": "string", "format": "date-time" },
                  "modified_at": {
                    "type": "string", "format": "date-time", "description": "When the answer was last written."
                  },
                  "expires_at": {
                    "type": "string", "format": "date-time",
                    "description": "From when on it is not fresh any more; missing when there is no end."
                  },
                  "ttl": { "type": "number", "description": "Seconds from its writing, or from its last hit." },
                  "sliding": { "type": "boolean", "description": "There when a hit extends the time." },
                  "stale_for": { "type": "number", "description": "Seconds for which it is served as stale." },
                  "pin": { "type": "boolean", "description": "There when it is protected from eviction." },
                  "tags": { "$ref": "#/components/schemas/Tags" },
                  "metadata": { "$ref": "#/components/schemas/Metadata" },
                  "deletion_id": { "$ref": "#/components/schemas/DeletionID" },
                  "deleted_at": {
                    "type": "string", "format": "date-time", "description": "Of an entry that can be restored."
                  },
                  "hit_count": {
                    "type": "integer", "minimum": 0,
                    "description": "How often the answer was served; counted in the background."
                  },
                  "last_hit_at": { "type": "string", "format": "date-time" },
                  "embedding": {
                    "type": "string",
                    "description": "The model that made the stored vector; missing when there is none."
                  }
                }
              },
              "StoredMessage": {
                "type": "object",
                "description": "A message as it is stored, with the fields that came with it.",
                "required": ["role", "content"],
                "properties": { "role": { "type": "string" }, "content": { "type": "string" } },
                "additionalProperties": true
              },
              "EntryPage": {
                "type": "object",
                "description": "A page of entries.",
                "required": ["entries", "next_cursor"],
                "properties": {
                  "entries": { "type": "array", "items": { "$ref": "#/components/schemas/Entry" } },
                  "next_cursor": { "$ref": "#/components/schemas/NextCursor" }
                }
              },
              "NextCursor": {
                "type": ["string", "null"],
                "description": "The `cursor` of the next page; null on the last one."
              }
            }
          }
        }
        """#
}
