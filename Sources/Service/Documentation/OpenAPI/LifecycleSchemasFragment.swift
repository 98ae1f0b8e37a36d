import CacheCore

extension OpenAPIDocument {
    /// What entries have besides request and answer, and what is said of their deletion.
    static let lifecycleSchemas = #"""
        {
          "components": {
            "schemas": {
              "Sliding": {
                "type": "boolean",
                "description": "Whether a hit extends the time; the tenant's `sliding` if it is missing."
              },
              "StaleFor": {
                "type": "number", "minimum": 0, "maximum": 3155760000,
                "description": "Seconds for which an expired answer is still served as stale; the tenant's `stale` \#
        if it is missing."
              },
              "Pin": {
                "type": "boolean", "default": false,
                "description": "Whether the entry is protected from eviction. Without a `ttl` of its own it does not \#
        expire either."
              },
              "Tags": {
                "type": "array", "maxItems": \#(EntryDetails.maximumTags),
                "items": { "type": "string", "minLength": 1, "maxLength": \#(EntryTag.maximumBytes) },
                "description": "Words to find, filter and delete entries by, of at most \#
        \#(EntryTag.maximumBytes) bytes each: `lang:en`. `doc:42` names the source document 42."
              },
              "Metadata": {
                "type": "object", "additionalProperties": true,
                "description": "Any JSON object of at most \#(EntryDetails.maximumMetadataBytes) bytes; kept and shown."
              },
              "Correction": {
                "type": "object",
                "description": "What an entry is to have in place of what it has.",
                "minProperties": 1,
                "properties": {
                  "answer": { "$ref": "#/components/schemas/Answer" },
                  "tags": { "$ref": "#/components/schemas/Tags" },
                  "metadata": { "$ref": "#/components/schemas/Metadata" },
                  "ttl": { "$ref": "#/components/schemas/TimeToLive" },
                  "sliding": { "type": "boolean", "description": "Whether a hit extends the time." },
                  "stale_for": { "$ref": "#/components/schemas/StaleFor" },
                  "pin": { "type": "boolean", "description": "Whether the entry is protected from eviction." }
                },
                "additionalProperties": false
              },
              "RemovalRequest": {
                "type": "object",
                "description": "Which entries to delete, and how.",
                "anyOf": [
                  { "required": ["ids"] }, { "required": ["tenant"] }, { "required": ["source"] },
                  { "required": ["prompt"] }, { "required": ["created_from"] }, { "required": ["created_before"] },
                  { "required": ["tags"], "properties": { "tags": { "minItems": 1 } } }
                ],
                "properties": {
                  "ids": {
                    "type": "array", "minItems": 1, "maxItems": \#(NativeRequest.maximumIDs),
                    "items": { "$ref": "#/components/schemas/EntryID" }
                  },
                  "tenant": { "$ref": "#/components/schemas/Name" },
                  "tags": { "$ref": "#/components/schemas/Tags" },
                  "source": {
                    "type": "string", "minLength": 1,
                    "description": "A source document: the entries that carry the tag `doc:` with this name."
                  },
                  "prompt": {
                    "type": "string",
                    "description": "The text that is matched by meaning, byte for byte: the last message of the user, \#
        or `match`."
                  },
                  "created_from": {
                    "type": "string", "format": "date-time", "description": "Entries made at this time or later."
                  },
                  "created_before": {
                    "type": "string", "format": "date-time", "description": "Entries made before this time."
                  },
                  "purge": {
                    "type": "boolean", "default": false,
                    "description": "Whether they are removed at once and for good."
                  },
                  "dry_run": {
                    "type": "boolean", "default": false, "description": "Whether they are only counted."
                  }
                },
                "additionalProperties": false
              },
              "Removal": {
                "type": "object",
                "description": "How many entries were removed.",
                "required": ["deleted"],
                "properties": {
                  "deleted": { "type": "integer", "minimum": 0 },
                  "matching": {
                    "type": "integer", "minimum": 0, "description": "Of a dry run: how many would be deleted."
                  },
                  "deletion_id": { "$ref": "#/components/schemas/DeletionID" }
                }
              },
              "DeletionID": {
                "type": "integer", "format": "int64",
                "description": "The number of a deletion, by which it can be undone."
              },
              "RestoreOutcome": {
                "type": "object",
                "description": "What became of deleted entries.",
                "required": ["restored", "superseded"],
                "properties": {
                  "restored": { "type": "integer", "minimum": 0 },
                  "superseded": {
                    "type": "integer", "minimum": 0,
                    "description": "Those that stay deleted because their requests have been stored again since."
                  }
                }
              }
            },
            "responses": {
              "NothingToRestore": {
                "description": "There never was such a deleted entry, it was restored, or it cannot be undone any more.",
                "content": { "application/problem+json": {
                  "schema": { "$ref": "#/components/schemas/Problem" },
                  "example": {
                    "type": "urn:modelcache:problem:nothing-to-restore", "title": "Not Found", "status": 404,
                    "detail": "There is no deleted entry 17: there never was, it was restored, or it cannot be undone any more."
                  }
                } }
              }
            }
          }
        }
        """#
}
