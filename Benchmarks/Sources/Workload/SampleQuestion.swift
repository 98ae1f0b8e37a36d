/// A customer's question of about thirty tokens and its answer, the same for the same number.
///
/// Questions are put together from parts, so that a hundred thousand of them differ in meaning and not by a number.
/// `reworded` asks the same with other words around it.
public struct SampleQuestion: Sendable {
    public let text: String
    public let reworded: String
    public let answer: String

    /// - Parameter number: below `Self.count`.
    public init(number: Int) {
        // A step that has no divisor in common with the count visits every combination, neighbours far apart.
        var rest = number &* 7_368_787 % Self.count
        func next(_ parts: [String]) -> String {
            defer { rest /= parts.count }
            return parts[rest % parts.count]
        }
        let question = """
            how can I \(next(Self.actions)) the \(next(Self.objects)) for my \(next(Self.owners)) after I \
            \(next(Self.events)), when the \(next(Self.places)) \(next(Self.states))?
            """
        text = question.prefix(1).uppercased() + question.dropFirst()
        reworded = "Hello, " + question
        answer = "Answer \(number): " + String(repeating: "Open the page and follow what it says there. ", count: 30)
    }

    /// How many questions there are.
    public static let count =
        actions.count * objects.count * owners.count * events.count * places.count * states.count

    private static let actions = [
        "cancel", "renew", "download", "correct", "transfer", "print", "delete", "translate", "insure", "share",
        "postpone", "encrypt",
    ]
    private static let objects = [
        "parking permit", "medical report", "train ticket", "tax statement", "mobile contract", "photo album",
        "apartment lease", "flight booking", "gym membership", "electricity bill", "library card", "concert voucher",
    ]
    private static let owners = [
        "grandmother", "company", "neighbour", "football club", "daughter", "landlord", "travel agency", "school class",
    ]
    private static let events = [
        "moved to another country", "lost my phone", "changed my surname", "paid twice by mistake",
        "forgot the password", "bought a new car", "missed the deadline", "closed my bank account",
    ]
    private static let places = [
        "website", "customer desk", "mobile application", "post office", "ticket machine", "regional office",
    ]
    private static let states = [
        "shows an error", "is closed for the holidays", "asks for a signature", "does not recognise me",
        "only accepts cash", "never answers",
    ]
}

extension SampleQuestion {
    /// Those that are asked of a store with the first `count` questions: ten thousand at most, spread over all.
    public static func asked(of count: Int) -> [SampleQuestion] {
        let askedCount = min(count, 10_000)
        return (0..<askedCount).map { SampleQuestion(number: $0 * count / askedCount) }
    }

    /// A lookup of `POST /api/v1/lookup` by the reworded question.
    public func lookup(tenant: String = SampleChat.tenant) -> [UInt8] {
        Array(#"{"tenant":"\#(tenant)","messages":[{"role":"user","content":"\#(reworded)"}]}"#.utf8)
    }
}
