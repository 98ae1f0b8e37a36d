import ArgumentParser
import CanonicalJSON

/// `modelcache correct`
struct Correct: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Correct an entry: its answer, its tags, its time, its pin.",
        discussion: """
            modelcache correct 17 "The right answer."
            modelcache correct 17 --pin
            modelcache correct 17 --tag doc:42 --tag lang:en    these tags in place of all it had
            What is not given stays as it is.
            Exit status: 0 when it is corrected, 2 when there is no such entry, 1 for a failure.
            """)

    @Argument(help: "The id of the entry.")
    var id: Int64

    @Argument(help: "The new answer; - reads it from standard input.")
    var answer: String?

    @Option(help: "Seconds for which the answer is served from now on.")
    var ttl: Double?

    @OptionGroup var notes: EntryNotes
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard answer != nil || ttl != nil || !notes.isEmpty else {
            throw ValidationError("Give an answer, --ttl, --tag, --metadata, --pin, --sliding or --stale-for.")
        }
    }

    func run() async throws {
        var body = JSONObject()
        body["answer"] = try answer.map { .string(try $0.readingStandardInput()) }
        body["ttl"] = ttl.map { JSONValue($0) }
        try notes.add(to: &body)
        let entry = try await access.withCache { [body] in try await $0.correctEntry(id, .object(body)) }
        guard let entry else {
            Output.remark("There is no entry \(id).")
            throw ExitCode(2)
        }
        if access.json { Output.write(entry) } else { Output.write("corrected entry \(id)") }
    }
}
