import Foundation

/// The parameters of a URL's query, percent-decoded.
///
/// Names that a route does not know are refused: a misspelt `tenant` must not widen a removal.
struct QueryParameters: Sendable {
    private let values: [String: String]

    /// - Parameters:
    ///   - query: what follows the `?`; `+` stands for a space, as in forms.
    ///   - known: the names that the route has.
    /// - Throws: a `Problem` that names the parameter which is unknown, empty, repeated or not decodable.
    init(_ query: String?, known: [String]) throws(Problem) {
        var values: [String: String] = [:]
        for item in (query ?? "").split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]) else {
                throw .parameter(String(parts[0]), "must be percent-encoded UTF-8")
            }
            guard known.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                let names = known.isEmpty ? "none" : known.joined(separator: ", ")
                throw .parameter(name, "is not a parameter of this request, which has \(names)")
            }
            guard values[name] == nil else { throw .parameter(name, "must be given once") }
            guard let value = Self.decoded(parts.count == 2 ? parts[1] : "") else {
                throw .parameter(name, "must be percent-encoded UTF-8")
            }
            guard !value.isEmpty else { throw .parameter(name, "must not be empty") }
            values[name] = value
        }
        self.values = values
    }

    /// Nil when it is not given.
    subscript(name: String) -> String? { values[name] }

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}
