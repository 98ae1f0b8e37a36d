import ArgumentParser
import CanonicalJSON

/// `modelcache stats`
struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what a cache holds and how it does.")

    @OptionGroup var access: AccessOptions

    func run() async throws {
        let statistics = try await access.withCache { try await $0.statistics() }
        if access.json {
            Output.write(statistics)
        } else {
            let rows = (statistics.objectValue?.members ?? []).map { member in
                [member.key.replacing("_", with: " "), Self.text(member.value)]
            }
            Output.write(Output.table(rows))
        }
    }

    private static func text(_ value: JSONValue) -> String {
        value.stringValue ?? String(decoding: value.encoded, as: UTF8.self)
    }
}
