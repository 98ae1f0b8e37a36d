extension OpenAPIDocument {
    /// The requests of `POST /modelcache`.
    static let compatibleRequests = #"""
        {
          "components": {
            "schemas": {
              "CompatibleRequest": {
                "description": "A request of the compatible protocol.",
                "oneOf": [
                  { "$ref": "#/components/schemas/CompatibleQuery" },
                  { "$ref": "#/components/schemas/CompatibleInsert" },
                  { "$ref": "#/components/schemas/CompatibleRemove" },
                  { "$ref": "#/components/schemas/CompatibleRegister" }
                ],
                "discriminator": {
                  "propertyName": "type",
                  "mapping": {
                    "query": "#/components/schemas/CompatibleQuery",
                    "insert": "#/components/schemas/CompatibleInsert",
                    "remove": "#/components/schemas/CompatibleRemove",
                    "register": "#/components/schemas/CompatibleRegister"
                  }
                }
              },
              "WrappedRequest": {
                "type": "string",
                "description": "A request as a JSON string, as some clients of the original send it.",
                "contentMediaType": "application/json",
                "contentSchema": { "$ref": "#/components/schemas/CompatibleRequest" }
              },
              "CompatibleQuery": {
                "type": "object",
                "description": "Looks for an answer.",
                "required": ["type", "scope", "query"],
                "properties": {
                  "type": { "const": "query" },
                  "scope": { "$ref": "#/components/schemas/Scope" },
                  "query": { "$ref": "#/components/schemas/Conversation" }
                }
              },
              "CompatibleInsert": {
                "type": "object",
                "description": "Stores answers: all of them, or none. A prompt that is stored already gets \#
        the new answer.",
                "required": ["type", "scope", "chat_info"],
                "properties": {
                  "type": { "const": "insert" },
                  "scope": { "$ref": "#/components/schemas/Scope" },
                  "chat_info": {
                    "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/ChatInfo" }
                  }
                }
              },
              "CompatibleRemove": {
                "type": "object",
                "description": "Removes entries of a model.",
                "required": ["type", "scope", "remove_type"],
                "properties": {
                  "type": { "const": "remove" },
                  "scope": { "$ref": "#/components/schemas/Scope" },
                  "remove_type": {
                    "oneOf": [
                      { "const": "delete_by_id", "description": "The entries in `id_list`." },
                      { "const": "truncate_by_model", "description": "All entries and the query log." }
                    ]
                  },
                  "id_list": {
                    "type": "array", "items": { "type": ["integer", "string"] },
                    "description": "Needed by `delete_by_id`. Unknown ids and those of other models are no \#
        error; `17` and `\"17\"` are the same id."
                  }
                },
                "anyOf": [
                  { "properties": { "remove_type": { "const": "truncate_by_model" } } },
                  { "required": ["id_list"] }
                ]
              },
              "CompatibleRegister": {
                "type": "object",
                "description": "Creates a model. Its first insert does so too.",
                "required": ["type", "scope"],
                "properties": {
                  "type": { "const": "register" },
                  "scope": { "$ref": "#/components/schemas/Scope" }
                }
              },
              "Scope": {
                "type": "object",
                "description": "Whose cache it is. Entries of different users, versions or parameters are \#
        never served for one another.",
                "required": ["model"],
                "properties": {
                  "model": { "$ref": "#/components/schemas/Name" },
                  "user": { "type": "string", "minLength": 1, "maxLength": 1000 },
                  "version": { "type": "string", "maxLength": 1000 },
                  "parameters": {
                    "type": "object", "additionalProperties": true,
                    "description": "Parameters of the model that change the answer."
                  }
                }
              },
              "ChatInfo": {
                "type": "object",
                "description": "A prompt with its answer.",
                "required": ["query", "answer"],
                "properties": {
                  "query": { "$ref": "#/components/schemas/Conversation" },
                  "answer": { "$ref": "#/components/schemas/Answer" }
                }
              },
              "Conversation": {
                "type": "array",
                "description": "The conversation, oldest message first.",
                "minItems": 1,
                "items": { "$ref": "#/components/schemas/CompatibleMessage" }
              },
              "CompatibleMessage": {
                "type": "object",
                "description": "One turn of a conversation. Other fields are ignored.",
                "properties": {
                  "role": { "type": "string", "default": "" },
                  "content": {
                    "type": ["string", "array"], "default": "",
                    "items": { "$ref": "#/components/schemas/TextPart" },
                    "description": "Text, or text parts, which are joined by line feeds."
                  }
                }
              }
            }
          }
        }
        """#
}
