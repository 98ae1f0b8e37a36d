import CanonicalJSON

/// Checks JSON values against schemas: the part of JSON Schema 2020-12 that the API's document uses.
///
/// A keyword that is not known is an error of its own, so that no constraint is skipped in silence.
/// Source: https://json-schema.org/draft/2020-12
struct JSONSchemaValidator {
    /// Where references point into.
    let document: JSONValue
    /// Whether a field is an error that the schema of its object does not name. A document lets later
    /// versions add fields to replies; a test wants them documented.
    var isClosed = false

    /// What is wrong with `value`, each with its path; empty when it is valid.
    func errors(in value: JSONValue, schema: JSONValue, path: String = "$") -> [String] {
        let result = evaluate(value, schema, path)
        guard isClosed, result.describesObject else { return result.errors }
        return result.errors + unevaluated(value, result, path)
    }

    /// The outcome of one schema, and what it says about the fields of an object.
    private struct Evaluation {
        var errors: [String] = []
        /// The fields that a schema has looked at.
        var properties: Set<String> = []
        var describesObject = false

        mutating func adopt(_ other: Evaluation) {
            properties.formUnion(other.properties)
            describesObject = describesObject || other.describesObject
        }
    }

    private func evaluate(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> Evaluation {
        var result = Evaluation()
        guard case .object(let keywords) = schema else {
            result.errors.append("\(path): a schema must be an object")
            return result
        }
        for keyword in keywords.members {
            apply(keyword, to: value, path, &result)
        }
        if schema["additionalProperties"] == true {
            result.properties.formUnion(value.objectValue?.members.map(\.key) ?? [])
        }
        if schema["additionalProperties"] == false || schema["unevaluatedProperties"] == false {
            result.errors += unevaluated(value, result, path)
        }
        return result
    }

    private func unevaluated(_ value: JSONValue, _ result: Evaluation, _ path: String) -> [String] {
        (value.objectValue?.members ?? []).map(\.key).filter { !result.properties.contains($0) }
            .map { "\(path): the schema has no \($0)" }
    }

    private func apply(
        _ keyword: JSONObject.Member, to value: JSONValue, _ path: String, _ result: inout Evaluation
    ) {
        switch keyword.key {
        case "items", "properties", "$ref", "allOf", "anyOf", "oneOf":
            applySubschemas(keyword, to: value, path, &result)
        case "description", "default", "discriminator", "contentMediaType", "contentSchema":
            break
        default:
            if keyword.key == "type", types(keyword.value).contains("object") {
                result.describesObject = true
            }
            if let violation = violation(of: keyword, by: value) {
                result.errors.append("\(path): \(violation)")
            }
        }
    }

    /// What is wrong with a value by a keyword that has no schemas inside; nil when nothing is.
    private func violation(of keyword: JSONObject.Member, by value: JSONValue) -> String? {
        let argument = keyword.value
        let isSatisfied: Bool
        switch keyword.key {
        case "type": isSatisfied = types(argument).contains { isOfType(value, $0) }
        case "const": isSatisfied = areEqual(value, argument)
        case "enum": isSatisfied = (argument.arrayValue ?? []).contains { areEqual(value, $0) }
        case "required":
            guard case .object(let object) = value else { return nil }
            let missing = (argument.arrayValue ?? []).compactMap(\.stringValue).filter { object[$0] == nil }
            return missing.isEmpty ? nil : "\(missing.joined(separator: ", ")) is missing"
        case "pattern", "format", "minLength", "maxLength":
            guard case .string(let text) = value else { return nil }
            isSatisfied = satisfies(text, keyword)
        case "minimum", "maximum":
            guard let number = value.doubleValue, let bound = argument.doubleValue else { return nil }
            isSatisfied = keyword.key == "minimum" ? number >= bound : number <= bound
        case "minItems":
            guard let elements = value.arrayValue else { return nil }
            isSatisfied = elements.count >= argument.integerValue ?? 0
        case "maxItems":
            guard let elements = value.arrayValue else { return nil }
            isSatisfied = elements.count <= argument.integerValue ?? 0
        case "minProperties":
            guard let object = value.objectValue else { return nil }
            isSatisfied = object.members.count >= argument.integerValue ?? 0
        case "additionalProperties", "unevaluatedProperties":
            return argument.boolValue == nil ? "\(keyword.key) may only be true or false" : nil
        default:
            return "the keyword \(keyword.key) is not known"
        }
        return isSatisfied ? nil : "\(value.text) is against \(keyword.key) \(argument.text)"
    }

    private func applySubschemas(
        _ keyword: JSONObject.Member, to value: JSONValue, _ path: String, _ result: inout Evaluation
    ) {
        let schemas = keyword.value.arrayValue ?? []
        switch keyword.key {
        case "items":
            for (position, element) in (value.arrayValue ?? []).enumerated() {
                result.errors += errors(in: element, schema: keyword.value, path: "\(path)[\(position)]")
            }
        case "properties":
            for member in value.objectValue?.members ?? [] {
                guard let schema = keyword.value[member.key] else { continue }
                result.properties.insert(member.key)
                result.errors += errors(in: member.value, schema: schema, path: "\(path).\(member.key)")
            }
        case "$ref":
            guard let target = resolve(keyword.value) else {
                return result.errors.append("\(path): there is no \(keyword.value.text)")
            }
            let referred = evaluate(value, target, path)
            result.errors += referred.errors
            result.adopt(referred)
        case "allOf":
            for evaluation in schemas.map({ evaluate(value, $0, path) }) {
                result.errors += evaluation.errors
                result.adopt(evaluation)
            }
        default:
            let evaluations = schemas.map { evaluate(value, $0, path) }
            let valid = evaluations.filter(\.errors.isEmpty)
            for evaluation in valid { result.adopt(evaluation) }
            if valid.isEmpty || (keyword.key == "oneOf" && valid.count > 1) {
                let reasons = evaluations.map { $0.errors.joined(separator: ", ") }
                result.errors.append(
                    "\(path): valid by \(valid.count) of \(keyword.key) (\(reasons.joined(separator: "; or ")))")
            }
        }
    }

    private func resolve(_ reference: JSONValue) -> JSONValue? {
        guard let text = reference.stringValue, text.hasPrefix("#/") else { return nil }
        return text.dropFirst(2).split(separator: "/").reduce(Optional(document)) { $0?[String($1)] }
    }

    private func types(_ argument: JSONValue) -> [JSONValue] {
        argument.arrayValue ?? [argument]
    }

    private func isOfType(_ value: JSONValue, _ type: JSONValue) -> Bool {
        switch (type.stringValue, value) {
        case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string),
            ("array", .array), ("object", .object), ("integer", .number(.bigInteger)):
            true
        case ("integer", .number): value.integerValue != nil
        default: false
        }
    }

    private func satisfies(_ text: String, _ keyword: JSONObject.Member) -> Bool {
        let count = text.unicodeScalars.count
        switch (keyword.key, keyword.value) {
        case ("minLength", .number): return count >= Int(keyword.value.integerValue ?? 0)
        case ("maxLength", .number): return count <= Int(keyword.value.integerValue ?? 0)
        case ("pattern", .string(let pattern)):
            guard let regex = try? Regex(pattern) else { return false }
            return text.contains(regex)
        case ("format", "date-time"):
            let regex = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/
            return text.wholeMatch(of: regex) != nil
        default: return false
        }
    }

    /// Numbers are equal by value, objects whatever the order of their fields.
    private func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        left.canonicallyEncoded == right.canonicallyEncoded
    }
}

extension JSONValue {
    fileprivate var text: String { String(decoding: encoded, as: UTF8.self) }
}
