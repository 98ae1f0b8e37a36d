/// The key of a user at a hub. It is shown nowhere: not in messages, not in logs, not in a debugger's description.
struct AccessToken: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// - Returns: nil for a variable that is not set or empty.
    /// - Throws: `ModelLibraryError.invalidToken` for what would end the header that it is sent in.
    init?(variable: String, of environment: [String: String]) throws(ModelLibraryError) {
        guard let text = environment[variable], !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .invalidToken(variable: variable) }
        self.text = text
    }

    /// The value of the header `Authorization`.
    var authorization: String { "Bearer " + text }

    var description: String { "[token]" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
