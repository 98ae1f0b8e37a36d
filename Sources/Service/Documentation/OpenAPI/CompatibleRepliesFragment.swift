extension OpenAPIDocument {
    /// The replies of `POST /modelcache`, one schema for each set of codes.
    static let compatibleReplies = #"""
        {
          "components": {
            "schemas": {
              "CompatibleReply": {
                "description": "A reply of the compatible protocol.",
                "oneOf": [
                  { "$ref": "#/components/schemas/QueryHit" },
                  { "$ref": "#/components/schemas/QueryMiss" },
                  { "$ref": "#/components/schemas/QueryFailure" },
                  { "$ref": "#/components/schemas/InsertSuccess" },
                  { "$ref": "#/components/schemas/InsertFailure" },
                  { "$ref": "#/components/schemas/RemoveSuccess" },
                  { "$ref": "#/components/schemas/RemoveFailure" },
                  { "$ref": "#/components/schemas/RemoveTypeRefusal" },
                  { "$ref": "#/components/schemas/RegisterSuccess" },
                  { "$ref": "#/components/schemas/RegisterFailure" },
                  { "$ref": "#/components/schemas/CompatibleRefusal" }
                ]
              },
              "QueryHit": {
                "type": "object",
                "description": "A stored answer that may be used.",
                "required": [
                  "errorCode", "errorDesc", "cacheHit", "delta_time", "hit_query", "answer", "hit_id",
                  "similarity", "tier", "age_seconds", "feedback_id"
                ],
                "properties": {
                  "errorCode": { "const": 0 },
                  "errorDesc": { "const": "" },
                  "cacheHit": { "const": true },
                  "delta_time": { "$ref": "#/components/schemas/DeltaTime" },
                  "hit_query": {
                    "type": "string",
                    "description": "The stored messages on one line: `role###content`, joined by `|||`."
                  },
                  "answer": { "type": "string" },
                  "hit_id": { "$ref": "#/components/schemas/EntryID" },
                  "similarity": { "$ref": "#/components/schemas/Similarity" },
                  "tier": { "$ref": "#/components/schemas/Tier" },
                  "score": { "$ref": "#/components/schemas/Score" },
                  "threshold": { "$ref": "#/components/schemas/ScoreThreshold" },
                  "age_seconds": {
                    "type": "number", "minimum": 0, "description": "Since the answer was last written."
                  },
                  "stale": { "$ref": "#/components/schemas/Stale" },
                  "refresh": { "$ref": "#/components/schemas/Refresh" },
                  "feedback_id": { "$ref": "#/components/schemas/HitID" }
                }
              },
              "QueryMiss": {
                "type": "object",
                "description": "No answer: call the model.",
                "required": ["errorCode", "errorDesc", "cacheHit", "delta_time", "hit_query", "answer"],
                "properties": {
                  "errorCode": { "const": 0 },
                  "errorDesc": { "const": "" },
                  "cacheHit": { "const": false },
                  "delta_time": { "$ref": "#/components/schemas/DeltaTime" },
                  "hit_query": { "const": "" },
                  "answer": { "const": "" },
                  "reason": {
                    "$ref": "#/components/schemas/MissReason",
                    "description": "Given when too much work is waiting, and where an entry came near."
                  },
                  "nearest": { "$ref": "#/components/schemas/Neighbour" },
                  "threshold": { "$ref": "#/components/schemas/ScoreThreshold" }
                }
              },
              "QueryFailure": {
                "type": "object",
                "description": "The query failed: call the model.",
                "required": ["errorCode", "errorDesc", "cacheHit", "delta_time", "hit_query", "answer"],
                "properties": {
                  "errorCode": {
                    "oneOf": [
                      { "const": 201, "description": "The embedding or the search failed." },
                      { "const": 202, "description": "Anything else failed." }
                    ]
                  },
                  "errorDesc": { "type": "string", "description": "The reason, in a sentence." },
                  "cacheHit": { "const": false },
                  "delta_time": {
                    "oneOf": [{ "$ref": "#/components/schemas/DeltaTime" }, { "const": 0 }],
                    "description": "The number 0 with 202."
                  },
                  "hit_query": { "const": "" },
                  "answer": { "const": "" }
                }
              },
              "InsertSuccess": {
                "type": "object",
                "description": "The answers are stored.",
                "required": ["errorCode", "errorDesc", "writeStatus", "id_list"],
                "properties": {
                  "errorCode": { "const": 0 },
                  "errorDesc": { "const": "" },
                  "writeStatus": { "const": "success" },
                  "id_list": {
                    "type": "array", "items": { "$ref": "#/components/schemas/EntryID" },
                    "description": "The ids of the entries, in the order of `chat_info`."
                  }
                }
              },
              "InsertFailure": {
                "type": "object",
                "description": "Nothing was stored.",
                "required": ["errorCode", "errorDesc", "writeStatus"],
                "properties": {
                  "errorCode": {
                    "oneOf": [
                      { "const": 301, "description": "The embedding or the store failed." },
                      { "const": 305, "description": "The model is blocked." }
                    ]
                  },
                  "errorDesc": { "type": "string", "description": "The reason, in a sentence." },
                  "writeStatus": { "enum": ["exception", ""], "description": "Empty with 305." }
                }
              },
              "RemoveSuccess": {
                "type": "object",
                "description": "The entries are gone.",
                "required": ["errorCode", "errorDesc", "response", "writeStatus"],
                "properties": {
                  "errorCode": { "const": 0 },
                  "errorDesc": { "const": "" },
                  "response": { "$ref": "#/components/schemas/RemoveResponse" },
                  "writeStatus": { "const": "success" }
                }
              },
              "RemoveFailure": {
                "type": "object",
                "description": "Nothing was removed.",
                "required": ["errorCode", "errorDesc", "response", "writeStatus"],
                "properties": {
                  "errorCode": { "const": 402 },
                  "errorDesc": { "const": "" },
                  "response": { "$ref": "#/components/schemas/RemoveResponse" },
                  "writeStatus": { "const": "exception" }
                }
              },
              "RemoveResponse": {
                "type": "object",
                "description": "What became of the entries, under the names that the original uses, whatever \#
        the store: `milvus` and `mysql` after `delete_by_id`, `VectorDB` and `ScalarDB` after \#
        `truncate_by_model`. A count is given as `delete_count: N`.",
                "required": ["status"],
                "properties": {
                  "status": { "enum": ["success", "failed"] },
                  "milvus": { "type": "string", "description": "The count, or why it failed." },
                  "mysql": { "type": "string", "description": "The count, or `unexecuted`." },
                  "VectorDB": { "type": "string", "description": "`rebuild`, or why it failed." },
                  "ScalarDB": { "type": "string", "description": "The count, or `unexecuted`." }
                }
              },
              "RemoveTypeRefusal": {
                "type": "object",
                "description": "`remove_type` is missing or unknown.",
                "required": ["errorCode", "errorDesc", "response", "removeStatus"],
                "properties": {
                  "errorCode": { "const": 401 },
                  "errorDesc": { "type": "string" },
                  "response": { "const": "The cache remove error" },
                  "removeStatus": { "const": "exception" }
                }
              },
              "RegisterSuccess": {
                "type": "object",
                "description": "The model is registered.",
                "required": ["errorCode", "errorDesc", "response", "writeStatus"],
                "properties": {
                  "errorCode": { "const": 0 },
                  "errorDesc": { "const": "" },
                  "response": { "enum": ["create_success", "already_exists"] },
                  "writeStatus": { "const": "success" }
                }
              },
              "RegisterFailure": {
                "type": "object",
                "description": "The model is not registered.",
                "required": ["errorCode", "errorDesc", "response", "writeStatus"],
                "properties": {
                  "errorCode": { "const": 502 },
                  "errorDesc": { "const": "" },
                  "response": { "type": "string", "description": "The reason, in a sentence." },
                  "writeStatus": { "const": "exception" }
                }
              },
              "CompatibleRefusal": {
                "type": "object",
                "description": "The request is wrong. The reply has the form of a miss, whatever its type.",
                "required": ["errorCode", "errorDesc", "cacheHit", "delta_time", "hit_query", "answer"],
                "properties": {
                  "errorCode": {
                    "oneOf": [
                      { "const": 101, "description": "The body is no JSON object, or too large." },
                      { "const": 102, "description": "`type` is missing or unknown." },
                      { "const": 103, "description": "A field is missing or wrong; `errorDesc` names it." },
                      { "const": 105, "description": "The model is blocked for queries." }
                    ]
                  },
                  "errorDesc": { "type": "string", "description": "What is wrong, in a sentence." },
                  "cacheHit": { "const": false },
                  "delta_time": { "const": 0 },
                  "hit_query": { "const": "" },
                  "answer": { "const": "" },
                  "writeStatus": {
                    "const": "exception", "description": "Given with 103 when `type` is not `query`."
                  }
                }
              },
              "DeltaTime": {
                "type": "string", "pattern": "^[0-9]+([.][0-9]+)?s$",
                "description": "How long the query took, in seconds: `0.04s`."
              }
            }
          }
        }
        """#
}
