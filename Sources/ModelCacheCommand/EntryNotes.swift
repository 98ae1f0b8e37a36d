import ArgumentParser
import CanonicalJSON

/// What may be said of an entry besides its prompt and answer.
struct EntryNotes: ParsableArguments {
    @Option(name: .customLong("tag"), help: "A tag, as lang:en or doc:42; may be repeated.")
    var tags: [String] = []

    @Option(help: "A JSON object that is kept with the entry.")
    var metadata: String?

    @Flag(inversion: .prefixedNo, help: "Protect the entry from eviction and, without --ttl, from expiry.")
    var pin: Bool?

    @Flag(inversion: .prefixedNo, help: "Let hits extend the entry's time.")
    var sliding: Bool?

    @Option(help: "Seconds for which the answer is served as stale after its time.")
    var staleFor: Double?

    var isEmpty: Bool { tags.isEmpty && metadata == nil && pin == nil && sliding == nil && staleFor == nil }

    /// - Throws: `Failure` when the metadata are no JSON.
    func add(to body: inout JSONObject) throws {
        if !tags.isEmpty { body["tags"] = .array(tags.map { .string($0) }) }
        if let metadata {
            do {
                body["metadata"] = try JSONValue(parsing: metadata)
            } catch {
                throw Failure("--metadata is not valid JSON: \(error).")
            }
        }
        body["pin"] = pin.map { .bool($0) }
        body["sliding"] = sliding.map { .bool($0) }
        body["stale_for"] = staleFor.map { JSONValue($0) }
    }
}
