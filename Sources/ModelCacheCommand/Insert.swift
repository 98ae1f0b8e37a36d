import ArgumentParser
import CanonicalJSON
import Foundation

/// `modelcache insert`
struct Insert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Store answers.",
        discussion: """
            One: modelcache insert --tenant demo "Who are you?" "An assistant."
            Many: modelcache insert --file entries.jsonl
            A file has one entry of POST /api/v1/entries a line:
              {"tenant":"demo","messages":[{"role":"user","content":"Who are you?"}],"answer":"An assistant."}
            """)

    @Argument(help: "The prompt; - reads it from standard input.")
    var prompt: String?

    @Argument(help: "Its answer.")
    var answer: String?

    @Option(help: "The tenant whose cache it is; in a file, for lines that name none.")
    var tenant: String?

    @Option(help: "JSON Lines file with many entries.")
    var file: String?

    @Option(help: "Seconds for which the answer is served; the tenant's ttl unless given.")
    var ttl: Double?

    @OptionGroup var notes: EntryNotes

    @Flag(help: "Leave prompts alone that are stored already.")
    var ifAbsent = false

    @OptionGroup var request: PromptOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        if file != nil {
            guard prompt == nil else { throw ValidationError("Give --file or a prompt, not both.") }
            guard request.user == nil, request.version == nil, request.system == nil, ttl == nil,
                notes.isEmpty
            else {
                throw ValidationError(
                    """
                    --user, --model-version, --system, --ttl, --tag, --metadata, --pin, --sliding and --stale-for go with \
                    one prompt; in a file each line has its own.
                    """)
            }
        } else {
            guard prompt != nil, answer != nil else {
                throw ValidationError("Give a prompt and its answer, or --file.")
            }
            guard tenant != nil else { throw ValidationError("Give the tenant: --tenant NAME.") }
        }
    }

    func run() async throws {
        if let file {
            try await insertFile(file)
        } else {
            try await insertOne()
        }
    }

    private func insertOne() async throws {
        let prompt = try (prompt ?? "").readingStandardInput()
        var body = request.body(prompt: prompt, tenant: tenant ?? "")
        body["answer"] = .string(answer ?? "")
        body["ttl"] = ttl.map { JSONValue($0) }
        try notes.add(to: &body)
        body["if_absent"] = ifAbsent ? true : nil
        let reply = try await access.withCache(makingStore: true) { [body] in try await $0.insert(.object(body)) }
        if access.json {
            Output.write(reply)
        } else {
            Output.write(
                "\(reply["status"]?.stringValue ?? "") entry \(reply["id"]?.integerValue ?? 0)")
        }
    }

    private func insertFile(_ path: String) async throws {
        var lines = try EntryLines(path: path, tenant: tenant)
        var progress = Progress(total: lines.byteCount, title: "Inserting")
        var counts: [String: Int] = [:]
        var failures = 0
        let isIfAbsent = ifAbsent
        try await access.withCache(makingStore: true) { cache in
            while let batch = try lines.nextBatch() {
                for broken in batch.brokenLines {
                    Output.remark("\(path):\(broken.line): \(broken.reason)")
                }
                failures += batch.brokenLines.count
                for status in try await insert(batch, into: cache, ifAbsent: isIfAbsent, path: path) {
                    guard let status else {
                        failures += 1
                        continue
                    }
                    counts[status, default: 0] += 1
                }
                progress.update(lines.position)
            }
        }
        progress.finish()
        report(counts, failures: failures)
        if failures > 0 { throw ExitCode.failure }
    }

    /// Inserts a batch and returns each entry's status. When the server refuses the whole batch because of one
    /// entry, they are tried one by one; the status of a refused one is nil.
    private func insert(
        _ batch: EntryLines.Batch, into cache: any CacheAccess, ifAbsent: Bool, path: String
    ) async throws -> [String?] {
        guard !batch.entries.isEmpty else { return [] }
        var body = JSONObject()
        body["entries"] = .array(batch.entries.map(\.value))
        if ifAbsent { body["if_absent"] = true }
        do {
            let reply = try await cache.insert(.object(body))
            return (reply["entries"]?.arrayValue ?? []).map { $0["status"]?.stringValue }
        } catch let error where batch.entries.count > 1 && Self.isRefusal(error) {
            var statuses: [String?] = []
            for entry in batch.entries {
                let single = EntryLines.Batch(entries: [entry], brokenLines: [])
                statuses += try await insert(single, into: cache, ifAbsent: ifAbsent, path: path)
            }
            return statuses
        } catch let error where Self.isRefusal(error) {
            Output.remark("\(path):\(batch.entries[0].line): \(error)")
            return [nil]
        }
    }

    /// Whether an entry is at fault, and not the cache.
    private static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case let problem as ServerProblem: (400..<500).contains(problem.status)
        case is Refusal: true
        default: false
        }
    }

    private func report(_ counts: [String: Int], failures: Int) {
        if access.json {
            var reply = JSONObject()
            for (status, count) in counts.sorted(by: { $0.key < $1.key }) { reply[status] = JSONValue(count) }
            reply["failed"] = JSONValue(failures)
            Output.write(.object(reply))
        } else {
            let parts = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            Output.write((parts + ["\(failures) failed"]).joined(separator: ", "))
        }
    }
}

/// A body that the cache refuses; the sentence names the field.
struct Refusal: Error, CustomStringConvertible {
    let description: String
}
