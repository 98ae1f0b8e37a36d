/// What a prompt's own words say about how long, and for whom, its answer holds.
///
/// An answer to "what is the latest version" is soon out of date, and one to "where is my order" is for one person. Such
/// answers are never served for another prompt, and for the same one only for a short time.
public struct PromptNature: Sendable, Equatable {
    /// The words that say that the answer changes; empty for a lasting one.
    public var changing: [String]
    /// The words that say that the answer is the asker's own.
    public var personal: [String]

    public init(changing: [String] = [], personal: [String] = []) {
        self.changing = changing
        self.personal = personal
    }

    public static let lasting = PromptNature()

    public var isLasting: Bool { changing.isEmpty && personal.isEmpty }

    /// Why an answer of some age may not be served for an identical request; nil when it may.
    ///
    /// - Parameters:
    ///   - age: seconds since the answer was written.
    ///   - maximumAge: seconds.
    func objection(age: Double, maximumAge: Double, hasUser: Bool) -> String? {
        if let words = personal.first, !hasUser {
            return "\"\(words)\" asks for the asker's own, and the request names no user"
        }
        guard let words = (changing + personal).first, age > maximumAge else { return nil }
        return "\"\(words)\": the answer is \(Int(age)) s old, and may be \(Int(maximumAge)) s"
    }
}

/// Reads the nature of prompts; the name is for people.
public struct NatureTest: Sendable, Equatable {
    public let name: String
    private let test: @Sendable (String) -> PromptNature

    public init(named name: String, _ test: @escaping @Sendable (String) -> PromptNature) {
        self.name = name
        self.test = test
    }

    /// Takes every answer to hold for everybody and for ever.
    public static let lasting = NatureTest(named: "lasting") { _ in .lasting }

    public func callAsFunction(_ prompt: String) -> PromptNature {
        test(prompt)
    }

    public static func == (left: NatureTest, right: NatureTest) -> Bool {
        left.name == right.name
    }
}
