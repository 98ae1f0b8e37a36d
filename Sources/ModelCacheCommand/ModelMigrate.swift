import ArgumentParser
import CanonicalJSON
import Foundation

/// `modelcache model migrate`
struct ModelMigrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Embed stored entries with the model in use, where another one or none did.",
        discussion: """
            Needed after 'modelcache model use', and after a tenant was switched from exact to semantic. Entries are \
            found by identical requests meanwhile, and by meaning as soon as they have had their turn.

            A server does it in the background and answers all the while: this command only shows how far it is, and \
            may be ended. What is interrupted goes on, at the next start of the server or of this command.
            """)

    @OptionGroup var access: AccessOptions

    @Flag(help: "Only show how far it has come.")
    var status = false

    func run() async throws {
        let progress = try await access.withCache { cache in
            status ? try await cache.migration() : try await Self.migrate(cache)
        }
        if access.json {
            Output.write(progress)
        } else {
            Output.write(Self.text(progress))
        }
        guard status || progress["problem"]?.stringValue == nil else { throw ExitCode.failure }
    }

    /// Starts it and waits for its end.
    private static func migrate(_ cache: any CacheAccess) async throws -> JSONValue {
        var progress = try await cache.startMigration()
        var bar = Progress(total: count("embedded", progress) + count("pending", progress), title: "Embedding")
        var problem: String?
        while progress["running"]?.boolValue == true {
            bar.update(count("embedded", progress))
            if let new = progress["problem"]?.stringValue, new != problem {
                problem = new
                Output.remark("Waiting: \(new)")
            }
            try await Task.sleep(for: .milliseconds(200))
            progress = try await cache.migration()
        }
        bar.finish()
        return progress
    }

    private static func text(_ progress: JSONValue) -> String {
        guard let fingerprint = progress["embedding"]?.stringValue else {
            return "There is no embedding model, because no tenant's mode uses one."
        }
        let pending = count("pending", progress)
        let problem = progress["problem"]?.stringValue.map { ": \($0)" } ?? ""
        if progress["running"]?.boolValue == true {
            return "\(count("embedded", progress)) entries embedded by \(fingerprint), \(pending) to go\(problem)"
        }
        return pending == 0
            ? "All entries are embedded by \(fingerprint)" : "\(pending) entries wait for \(fingerprint)\(problem)"
    }

    private static func count(_ field: String, _ progress: JSONValue) -> Int {
        Int(progress[field]?.integerValue ?? 0)
    }
}
