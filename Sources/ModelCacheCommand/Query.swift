import ArgumentParser
import CanonicalJSON

/// `modelcache query`
struct Query: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask whether a prompt has been answered.",
        discussion: """
            Writes the answer to standard output and how it was found to standard error.
            Exit status: 0 for a hit, 2 for a miss, 1 for a failure.

            Example: modelcache query --tenant demo "Who are you?"
            """)

    @Argument(help: "The prompt; - reads it from standard input.")
    var prompt: String

    @Option(help: "The tenant whose cache it is.")
    var tenant: String

    @Option(name: .customLong("tag"), help: "Only entries that carry it; may be repeated.")
    var tags: [String] = []

    @OptionGroup var request: PromptOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        var body = request.body(prompt: try prompt.readingStandardInput(), tenant: tenant)
        if !tags.isEmpty { body["tags"] = .array(tags.map { .string($0) }) }
        let reply = try await access.withCache { [body] in try await $0.lookup(.object(body)) }
        if access.json {
            Output.write(reply)
        } else {
            show(reply)
        }
        if reply["hit"]?.boolValue != true {
            throw ExitCode(2)
        }
    }

    private func show(_ reply: JSONValue) {
        let milliseconds = Int((reply["seconds"]?.doubleValue ?? 0) * 100_000)
        let time = "\(Double(milliseconds) / 100) ms"
        guard reply["hit"]?.boolValue == true else {
            Output.remark("miss (\(reply["reason"]?.stringValue ?? "")) in \(time)")
            return
        }
        Output.write(reply["answer"]?.stringValue ?? "")
        let entry = reply["entry_id"]?.integerValue ?? 0
        let similarity = reply["similarity"]?.doubleValue ?? 0
        let state = reply["stale"]?.boolValue == true ? "stale " : ""
        Output.remark(
            "\(state)\(reply["tier"]?.stringValue ?? "") hit, entry \(entry), similarity \(similarity), in \(time)")
    }
}
