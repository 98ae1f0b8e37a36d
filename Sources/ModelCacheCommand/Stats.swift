import ArgumentParser
import CanonicalJSON

/// `modelcache stats`
struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what a cache holds and how it does.")

    @OptionGroup var access: AccessOptions

    @Flag(help: "Show what keeps similar prompts apart: partitions that differ only by something that could be masked.")
    var walls = false

    @Option(help: "Show what may be served to this tenant, and on what grounds.")
    var tenant: String?

    func run() async throws {
        if walls { return try await showWalls() }
        let statistics = try await access.withCache { cache in
            if let tenant { try await cache.policy(of: tenant) } else { try await cache.statistics() }
        }
        if access.json {
            Output.write(statistics)
        } else {
            let figures = (statistics.objectValue?.members ?? []).filter { $0.key != "embeddings" }
            let rows = figures.map { [$0.key.replacing("_", with: " "), Self.text($0.value)] }
            Output.write(Output.table(rows))
            let embeddings = (statistics["embeddings"]?.arrayValue ?? []).map(Self.embeddingRow)
            if !embeddings.isEmpty { Output.write(Output.table(embeddings)) }
        }
    }

    private func showWalls() async throws {
        let reply = try await access.withCache { try await $0.walls() }
        guard !access.json else { return Output.write(reply) }
        let walls = reply["walls"]?.arrayValue ?? []
        if walls.isEmpty { Output.write("No partitions differ only by something that a mask could blank.") }
        for wall in walls {
            let (mask, tenant) = (wall["mask"]?.stringValue ?? "", wall["tenant"]?.stringValue ?? "")
            Output.write(
                "\(tenant): \(wall["partitions"]?.integerValue ?? 0) partitions differ only by \(mask) in their system "
                    + "prompts. Adding \(mask) to tenants.\(tenant).mask would leave \(wall["remaining"]?.integerValue ?? 0)."
            )
        }
    }

    private static func embeddingRow(_ count: JSONValue) -> [String] {
        let embedder = count["embedding"]?.stringValue.map { "embedded by " + $0 } ?? "embedded by no model"
        let remark = count["in_use"]?.boolValue == true ? " (in use)" : ""
        return [embedder, "\(count["entries"]?.integerValue ?? 0)\(remark)"]
    }

    private static func text(_ value: JSONValue) -> String {
        value.stringValue ?? String(decoding: value.encoded, as: UTF8.self)
    }
}
