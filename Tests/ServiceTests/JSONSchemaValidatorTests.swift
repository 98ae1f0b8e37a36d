import CanonicalJSON
import Testing

@Suite("The validator that judges the API's document")
struct JSONSchemaValidatorTests {
    private static let document: JSONValue = [
        "schemas": [
            "Name": ["type": "string", "minLength": 1, "maxLength": 3],
            "Base": ["type": "object", "required": ["a"], "properties": ["a": ["type": "integer"]]],
        ]
    ]

    @Test(
        "A value is valid",
        arguments: [
            (#"{}"#, #"{"b":[1,null]}"#),
            (#"{"type":"integer"}"#, "17.0"),
            (#"{"type":"integer"}"#, "123456789012345678901234567890"),
            (#"{"type":["string","null"]}"#, "null"),
            (#"{"const":0}"#, "0.0"),
            (#"{"enum":["a",{"b":1,"c":2}]}"#, #"{"c":2,"b":1}"#),
            (##"{"$ref":"#/schemas/Name"}"##, #""äöü""#),
            (#"{"pattern":"^[0-9]+$"}"#, "true"),
            (#"{"type":"string","format":"date-time"}"#, #""2026-11-02T09:30:00.000Z""#),
            (#"{"minimum":-1,"maximum":1}"#, "1.0"),
            (#"{"type":"array","minItems":1,"items":{"type":"number"}}"#, "[1, 2.5]"),
            (#"{"type":"object","properties":{"a":{"type":"null"}}}"#, #"{"a":null,"b":1}"#),
            (#"{"oneOf":[{"const":1},{"const":2}]}"#, "2"),
            (#"{"anyOf":[{"type":"number"},{"const":2}]}"#, "2"),
            (
                ##"{"allOf":[{"$ref":"#/schemas/Base"}],"properties":{"b":{}},"unevaluatedProperties":false}"##,
                #"{"a":1,"b":2}"#
            ),
        ])
    func valid(schema: String, value: String) throws {
        let errors = JSONSchemaValidator(document: Self.document).errors(
            in: try JSONValue(parsing: value), schema: try JSONValue(parsing: schema))
        #expect(errors == [])
    }

    @Test(
        "A value is not valid",
        arguments: [
            (#"{"type":"integer"}"#, "1.5"),
            (#"{"type":"string"}"#, "null"),
            (#"{"type":"boolean"}"#, "0"),
            (#"{"const":0}"#, "false"),
            (#"{"enum":["a","b"]}"#, #""c""#),
            (##"{"$ref":"#/schemas/Name"}"##, #""""#),
            (##"{"$ref":"#/schemas/Name"}"##, #""four""#),
            (##"{"$ref":"#/schemas/Nobody"}"##, "1"),
            (#"{"pattern":"^[0-9]+$"}"#, #""1a""#),
            (#"{"format":"date-time"}"#, #""yesterday""#),
            (#"{"minimum":0}"#, "-0.1"),
            (#"{"maximum":1}"#, "1.1"),
            (#"{"minItems":1}"#, "[]"),
            (#"{"maxItems":1}"#, "[1,2]"),
            (#"{"minProperties":1}"#, "{}"),
            (#"{"items":{"type":"number"}}"#, #"[1,"2"]"#),
            (#"{"required":["a"]}"#, "{}"),
            (#"{"properties":{"a":{"type":"null"}}}"#, #"{"a":1}"#),
            (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"b":1}"#),
            (#"{"oneOf":[{"const":1},{"const":2}]}"#, "3"),
            (#"{"oneOf":[{"type":"number"},{"const":2}]}"#, "2"),
            (#"{"anyOf":[{"const":1},{"const":2}]}"#, "3"),
            (##"{"allOf":[{"$ref":"#/schemas/Base"}],"unevaluatedProperties":false}"##, #"{"a":1,"b":2}"#),
            (##"{"allOf":[{"$ref":"#/schemas/Base"}]}"##, #"{"a":"1"}"#),
            (#"{"exclusiveMinimum":0}"#, "1"),
        ])
    func invalid(schema: String, value: String) throws {
        let errors = JSONSchemaValidator(document: Self.document).errors(
            in: try JSONValue(parsing: value), schema: try JSONValue(parsing: schema))
        #expect(errors != [])
    }

    @Test(
        "A field that no schema names is an error in a closed world",
        arguments: [
            (#"{"type":"object","properties":{"a":{}}}"#, #"{"a":1}"#, true),
            (#"{"type":"object","properties":{"a":{}}}"#, #"{"a":1,"b":2}"#, false),
            (#"{"type":"object","additionalProperties":true}"#, #"{"b":2}"#, true),
            (#"{"items":{"type":"object","properties":{"a":{}}}}"#, #"[{"b":2}]"#, false),
            (##"{"oneOf":[{"$ref":"#/schemas/Base"},{"const":1}]}"##, #"{"a":1,"b":2}"#, false),
            (#"{"description":"any"}"#, #"{"b":2}"#, true),
        ])
    func closed(schema: String, value: String, isValid: Bool) throws {
        let errors = JSONSchemaValidator(document: Self.document, isClosed: true).errors(
            in: try JSONValue(parsing: value), schema: try JSONValue(parsing: schema))
        #expect(errors.isEmpty == isValid)
    }
}
