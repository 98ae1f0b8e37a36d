import CanonicalJSON

/// One schema on the page: what it is and its fields.
struct SchemaSection {
    let name: String
    let schema: JSONValue
    /// Has the schemas that this one refers to.
    let document: JSONValue

    var html: HTML {
        """
        <section class="entry schema" id="schema-\(name)">
        <h3><a href="#schema-\(name)">\(name)</a></h3>
        \(HTML.paragraphs(schema["description"]?.stringValue ?? ""))\(form)</section>

        """
    }

    private var form: HTML {
        if let values = Self.describedValues(schema) {
            return Self.table(values.map { ("<code>\($0.text)</code>", "", "\($0.meaning)") }, "Value")
        }
        guard schema["type"]?.stringValue == "object" else { return "<p>\(Self.type(schema))</p>\n" }
        let base = (schema["allOf"]?.arrayValue ?? []).map { Self.type($0) }
        let fields = Operation.members(schema["properties"])
        let required = schema["required"]?.arrayValue ?? []
        let inherited: HTML =
            base.isEmpty
            ? .empty
            : "<p>All fields of \(base.joined(separator: " and "))\(fields.isEmpty ? "." : ", and:")</p>\n"
        guard !fields.isEmpty else { return inherited }
        let rows = fields.map { field in
            (
                "<code>\(field.key)</code>\(Self.requirement(required.contains(.string(field.key))))" as HTML,
                Self.type(field.value), meaning(field.value)
            )
        }
        return "\(inherited)\(Self.table(rows, "Field"))"
    }

    private static func table(_ rows: [(name: HTML, type: HTML, meaning: HTML)], _ title: String) -> HTML {
        let hasTypes = rows.contains { $0.type != .empty }
        let lines = rows.map { row in
            let type: HTML = hasTypes ? "<td>\(row.type)</td>" : .empty
            return "<tr><td>\(row.name)</td>\(type)<td>\(row.meaning)</td></tr>\n" as HTML
        }
        return """
            <div class="scroll"><table class="fields">
            <thead><tr><th>\(title)</th>\(hasTypes ? "<th>Type</th>" : .empty)<th>Meaning</th></tr></thead>
            <tbody>
            \(lines)</tbody>
            </table></div>

            """
    }

    static func requirement(_ isRequired: Bool) -> HTML {
        isRequired ? " <span class=\"required\">required</span>" : .empty
    }

    /// A field's description, or that of the schema that it refers to, and those of its values.
    private func meaning(_ schema: JSONValue) -> HTML {
        let text = schema["description"] ?? document.resolving(schema)["description"]
        let description = HTML.inline(text?.stringValue ?? "")
        guard let values = Self.describedValues(schema) else { return description }
        let items = values.map { "<li><code>\($0.text)</code>: \($0.meaning)</li>" as HTML }
        return "\(description)<ul>\(items)</ul>"
    }

    /// The values of an enumeration that describes each of them, else nil.
    private static func describedValues(_ schema: JSONValue) -> [(text: String, meaning: HTML)]? {
        guard let choices = schema["oneOf"]?.arrayValue else { return nil }
        let values = choices.compactMap { choice -> (text: String, meaning: HTML)? in
            guard let value = choice["const"], let meaning = choice["description"]?.stringValue
            else { return nil }
            return (value.oneLine, HTML.inline(meaning))
        }
        return values.count == choices.count ? values : nil
    }
}

extension SchemaSection {
    /// The type in a few words, with links to named schemas: `list of Message, not empty`.
    static func type(_ schema: JSONValue) -> HTML {
        if let reference = schema["$ref"]?.stringValue {
            let name = JSONValue.componentName(reference)
            return "<a href=\"#schema-\(name)\">\(name)</a>"
        }
        if let value = schema["const"] {
            return "<code>\(value.oneLine)</code>"
        }
        if let values = schema["enum"]?.arrayValue {
            return values.map { "<code>\($0.oneLine)</code>" as HTML }.joined(separator: ", ")
        }
        if let choices = schema["oneOf"]?.arrayValue ?? schema["anyOf"]?.arrayValue, schema["type"] == nil {
            return choices.map(type).joined(separator: " or ")
        }
        let names = schema["type"]?.arrayValue ?? schema["type"].map { [$0] } ?? []
        guard !names.isEmpty else { return "any JSON" }
        let types = names.map { name in
            name.stringValue == "array" ? list(schema) : HTML(escaping: name.stringValue ?? "")
        }
        return ([types.joined(separator: " or ")] + bounds(schema)).joined(separator: ", ")
    }

    private static func list(_ schema: JSONValue) -> HTML {
        "list of \(schema["items"].map(type) ?? "any JSON")"
    }

    /// What a value must keep to besides its type.
    private static func bounds(_ schema: JSONValue) -> [HTML] {
        var bounds: [HTML] = []
        func add(_ key: String, _ phrase: (String) -> HTML) {
            if let value = schema[key] { bounds.append(phrase(value.stringValue ?? value.oneLine)) }
        }
        add("format") { "\($0)" }
        if schema["minItems"] != nil { bounds.append("not empty") }
        if schema["minLength"] != nil, let longest = schema["maxLength"] {
            bounds.append("1 to \(longest.oneLine) characters")
        }
        if let least = schema["minimum"], let most = schema["maximum"] {
            bounds.append("\(least.oneLine) to \(most.oneLine)")
        } else {
            add("minimum") { "at least \($0)" }
            add("maximum") { "at most \($0)" }
        }
        add("pattern") { "matches <code>\($0)</code>" }
        add("default") { "default <code>\($0.isEmpty ? "\"\"" : $0)</code>" }
        return bounds
    }
}
