/// HTML text that is safe by construction.
///
/// What stands in a literal is HTML; what is interpolated is escaped, unless it is HTML itself:
///
/// ```swift
/// let title: HTML = "<h1>\(name)</h1>"
/// ```
///
/// Escaped text is safe between tags and in attributes with quotation marks, which are the only places to
/// interpolate it: not in scripts, styles or names of tags.
struct HTML: Sendable, Equatable {
    private(set) var text: String

    static let empty: HTML = ""

    /// Escapes plain text.
    init(escaping plain: String) {
        text = ""
        append(escaping: plain)
    }

    private mutating func append(escaping plain: String) {
        for scalar in plain.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension HTML: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html = HTML.empty

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            html.text += literal
        }

        mutating func appendInterpolation(_ plain: String) {
            html.append(escaping: plain)
        }

        mutating func appendInterpolation(_ html: HTML) {
            self.html.text += html.text
        }

        mutating func appendInterpolation(_ list: [HTML]) {
            for html in list { self.html.text += html.text }
        }
    }

    init(stringLiteral value: String) {
        text = value
    }

    init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.html
    }
}

extension [HTML] {
    func joined(separator: HTML = .empty) -> HTML {
        guard let first else { return .empty }
        return dropFirst().reduce(first) { "\($0)\(separator)\($1)" }
    }
}

extension HTML {
    /// Text with the two marks of Markdown that the API's descriptions use: code between backticks, and
    /// paragraphs after an empty line.
    static func paragraphs(_ markdown: String) -> HTML {
        markdown.split(separator: "\n\n").map { "<p>\(inline(String($0)))</p>\n" as HTML }.joined()
    }

    /// Text with code between backticks.
    static func inline(_ markdown: String) -> HTML {
        let parts = markdown.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        return parts.enumerated().map { position, part in
            position.isMultiple(of: 2) ? HTML(escaping: part) : "<code>\(part)</code>"
        }.joined()
    }
}
