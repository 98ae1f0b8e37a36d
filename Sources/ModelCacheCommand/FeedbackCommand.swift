import ArgumentParser
import CanonicalJSON

/// `modelcache feedback`
struct FeedbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback",
        abstract: "Say whether an answer was right.",
        discussion: """
            A semantic hit that was wrong is never served again for its prompt; an answer that is wrong for its own
            prompt is removed. Labels also move the tenant's threshold ('modelcache stats --tenant').

            Example: modelcache feedback --wrong --hit AQEAAAAA...
                     modelcache feedback --wrong --entry 17
            """)

    @Option(name: .customLong("hit"), help: "The hit_id of a lookup's reply.")
    var hitID: String?

    @Option(name: .customLong("entry"), help: "An entry whose answer is right or wrong for its own prompt.")
    var entryID: Int64?

    @Flag(help: "Whether the answer was right.")
    var verdict: Verdict

    @OptionGroup var access: AccessOptions

    enum Verdict: String, EnumerableFlag {
        case right
        case wrong
    }

    func validate() throws {
        guard (hitID == nil) != (entryID == nil) else { throw ValidationError("Give --hit or --entry.") }
    }

    func run() async throws {
        var body = JSONObject()
        body["hit_id"] = hitID.map(JSONValue.string)
        body["entry_id"] = entryID.map { JSONValue($0) }
        body["correct"] = .bool(verdict == .right)
        let feedback = JSONValue.object(body)
        let reply = try await access.withCache { try await $0.learn(feedback) }
        if access.json { return Output.write(reply) }
        Output.write(Self.sentence(reply["effect"]?.stringValue))
    }

    private static func sentence(_ effect: String?) -> String {
        switch effect {
        case "pair_rejected": "The entry will not be served for this prompt again."
        case "pair_confirmed": "Noted: the entry is right for this prompt."
        case "entry_removed": "The entry is removed."
        default: "There is nothing to change."
        }
    }
}
