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
            let rows = (statistics.objectValue?.members ?? []).map { member in
                [member.key.replacing("_", with: " "), Self.text(member.value)]
            }
            Output.write(Output.table(rows))
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

    private static func text(_ value: JSONValue) -> String {
        value.stringValue ?? String(decoding: value.encoded, as: UTF8.self)
    }
}
