extension OpenAPIDocument {
    /// `GET /welcome` and `POST /modelcache`.
    static let compatible = #"""
        {
          "paths": {
            "/modelcache": {
              "post": {
                "operationId": "modelcache",
                "tags": ["Compatible protocol"],
                "summary": "Query, insert, remove or register",
                "description": "What is done depends on `type`. Each model is a tenant; `-` and `.` in its \#
        name become `_`. Unknown fields are ignored.\n\nThe request is checked in this order: the body (101), \#
        `type` (102), `scope` (103), whether the model is blocked (105, 305), and then the other fields \#
        (103, 401).",
                "requestBody": {
                  "required": true,
                  "content": { "application/json": {
                    "schema": { "anyOf": [
                      { "$ref": "#/components/schemas/CompatibleRequest" },
                      { "$ref": "#/components/schemas/WrappedRequest" }
                    ] },
                    "examples": {
                      "register": {
                        "summary": "Register a model",
                        "value": { "type": "register", "scope": { "model": "demo" } }
                      },
                      "insert": {
                        "summary": "Insert an answer",
                        "value": {
                          "type": "insert", "scope": { "model": "demo" },
                          "chat_info": [
                            {
                              "query": [{ "role": "user", "content": "Who are you?" }],
                              "answer": "An assistant."
                            }
                          ]
                        }
                      },
                      "hit": {
                        "summary": "Query: a hit",
                        "value": {
                          "type": "query", "scope": { "model": "demo" },
                          "query": [{ "role": "user", "content": "Who are you?" }]
                        }
                      },
                      "miss": {
                        "summary": "Query: a miss",
                        "value": {
                          "type": "query", "scope": { "model": "demo" },
                          "query": [
                            { "role": "system", "content": "You are a poet." },
                            { "role": "user", "content": "Who are you?" }
                          ]
                        }
                      },
                      "wrapped": {
                        "summary": "A request inside a JSON string",
                        "value": "{\"type\": \"query\", \"scope\": {\"model\": \"demo\"}, \"query\": \#
        [{\"role\": \"user\", \"content\": \"Who are you?\"}]}"
                      },
                      "removeByID": {
                        "summary": "Remove entries by their ids",
                        "value": {
                          "type": "remove", "scope": { "model": "demo" },
                          "remove_type": "delete_by_id", "id_list": [1, "17"]
                        }
                      },
                      "removeAll": {
                        "summary": "Remove all entries of a model",
                        "value": {
                          "type": "remove", "scope": { "model": "demo" },
                          "remove_type": "truncate_by_model"
                        }
                      }
                    }
                  } }
                },
                "responses": {
                  "200": {
                    "description": "Done, or an error that `errorCode` names.",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/CompatibleReply" },
                      "examples": {
                        "register": {
                          "value": {
                            "errorCode": 0, "errorDesc": "", "response": "create_success",
                            "writeStatus": "success"
                          }
                        },
                        "insert": {
                          "value": {
                            "errorCode": 0, "errorDesc": "", "writeStatus": "success", "id_list": [1]
                          }
                        },
                        "hit": {
                          "value": {
                            "errorCode": 0, "errorDesc": "", "cacheHit": true, "delta_time": "0.0s",
                            "hit_query": "user###Who are you?", "answer": "An assistant.", "hit_id": 1,
                            "similarity": 1.0, "tier": "exact", "age_seconds": 86.4,
                            "feedback_id": "AQAAAAAAAAAAAQAAAaGbmB3A47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV_wAAA47DEQg"
                          }
                        },
                        "miss": {
                          "value": {
                            "errorCode": 0, "errorDesc": "", "cacheHit": false, "delta_time": "0.0s",
                            "hit_query": "", "answer": ""
                          }
                        },
                        "wrapped": {
                          "value": {
                            "errorCode": 0, "errorDesc": "", "cacheHit": true, "delta_time": "0.0s",
                            "hit_query": "user###Who are you?", "answer": "An assistant.", "hit_id": 1,
                            "similarity": 1.0, "tier": "exact", "age_seconds": 86.4,
                            "feedback_id": "AQAAAAAAAAAAAQAAAaGbmB3A47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV_wAAA47DEQg"
                          }
                        },
                        "removeByID": {
                          "value": {
                            "errorCode": 0, "errorDesc": "",
                            "response": {
                              "status": "success", "milvus": "delete_count: 1", "mysql": "delete_count: 1"
                            },
                            "writeStatus": "success"
                          }
                        },
                        "removeAll": {
                          "value": {
                            "errorCode": 0, "errorDesc": "",
                            "response": {
                              "status": "success", "VectorDB": "rebuild", "ScalarDB": "delete_count: 0"
                            },
                            "writeStatus": "success"
                          }
                        },
                        "invalidField": {
                          "summary": "An error: no model is given",
                          "value": {
                            "errorCode": 103, "errorDesc": "scope.model is missing.", "cacheHit": false,
                            "delta_time": 0, "hit_query": "", "answer": ""
                          }
                        }
                      }
                    } }
                  },
                  "400": {
                    "description": "The body is not a JSON object, nor a string that holds one (code 101).",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/CompatibleRefusal" },
                      "example": {
                        "errorCode": 101, "errorDesc": "The body must be a JSON object, not a list.",
                        "cacheHit": false, "delta_time": 0, "hit_query": "", "answer": ""
                      }
                    } }
                  },
                  "413": {
                    "description": "The body is larger than `server.body_limit`, 8 MiB by default (code 101).",
                    "content": { "application/json": {
                      "schema": { "$ref": "#/components/schemas/CompatibleRefusal" },
                      "example": {
                        "errorCode": 101, "errorDesc": "The body is larger than 8388608 bytes.",
                        "cacheHit": false, "delta_time": 0, "hit_query": "", "answer": ""
                      }
                    } }
                  }
                }
              }
            },
            "/welcome": {
              "get": {
                "operationId": "welcome",
                "tags": ["Compatible protocol"],
                "summary": "Say hello",
                "responses": {
                  "200": {
                    "description": "A greeting.",
                    "content": { "text/plain": {
                      "schema": { "const": "hello, modelcache!" }, "example": "hello, modelcache!"
                    } }
                  }
                }
              }
            }
          }
        }
        """#
}
