/// A change to a text before it is embedded and compared, such as leaving out a greeting.
///
/// The name stands for the function in stores, because functions cannot be compared: a changed function needs a
/// new name, and stored texts are then embedded anew in the background.
public struct TextRewrite: Sendable, Equatable {
    public let name: String
    private let rewrite: @Sendable (String) -> String

    /// - Parameter rewrite: pure, quick and safe to call from any thread.
    public init(named name: String, _ rewrite: @escaping @Sendable (String) -> String) {
        self.name = name
        self.rewrite = rewrite
    }

    /// Replaces every match of a pattern.
    ///
    /// - Parameter replacement: `$1` stands for the first group.
    public init(_ pattern: TextPattern, with replacement: String = "") {
        self.init(named: "/\(pattern.source)/\(replacement)/") {
            pattern.replacing(in: $0, with: replacement)
        }
    }

    public func callAsFunction(_ text: String) -> String {
        rewrite(text)
    }

    public static func == (left: TextRewrite, right: TextRewrite) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8)
    }
}
