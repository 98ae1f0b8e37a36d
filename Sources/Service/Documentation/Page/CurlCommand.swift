import CanonicalJSON
import Foundation

/// A shell line that sends one request of the documentation.
struct CurlCommand {
    /// What stands for the server in the page.
    static let server = "http://127.0.0.1:5000"

    let text: String

    /// - Parameter body: JSON, if the request has one.
    init(_ operation: Operation, body: JSONValue?) {
        let method = operation.method == (body == nil ? "GET" : "POST") ? "" : " -X \(operation.method)"
        let address = Self.quoted(Self.server + Self.target(of: operation))
        let command = "curl -s\(method) \(address)"
        text = body.map { "\(command) -d \(Self.quoted($0.pretty(column: command.count)))" } ?? command
    }

    /// Path and query with the parameters' examples; optional ones without an example are left out.
    static func target(of operation: Operation) -> String {
        var path = operation.path
        var query: [String] = []
        for parameter in operation.parameters {
            guard let example = parameter.example else { continue }
            let text = encoded(example)
            switch parameter.location {
            case "path": path = path.replacing("{\(parameter.name)}", with: text)
            case "query": query.append("\(parameter.name)=\(text)")
            default: break
            }
        }
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }

    /// RFC 3986, section 2.3.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func encoded(_ example: JSONValue) -> String {
        let text = example.stringValue ?? example.oneLine
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }

    /// In single quotation marks, where a shell takes everything but these as it is.
    static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { $0 == "/" || $0 == ":" || unreserved.contains($0) }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
